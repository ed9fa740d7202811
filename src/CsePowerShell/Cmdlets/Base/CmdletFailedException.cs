using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>Carries an error that ends the pipeline from the work to the pipeline thread, which alone may throw it.</summary>
internal sealed class CmdletFailedException(CseError error) : Exception(error.Message, error.Exception)
{
    public CseError Error { get; } = error;
}
