using System.Management.Automation;

namespace CsePowerShell.Cmdlets;

/// <summary>The user stopped the pipeline. The engine expects this exception from a cmdlet that is stopped, and shows nothing.</summary>
internal sealed class PipelineLeftException : PipelineStoppedException;
