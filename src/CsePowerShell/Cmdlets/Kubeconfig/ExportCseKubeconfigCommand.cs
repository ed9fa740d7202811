using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>Writes the administrator's kubeconfig of a cluster into a file that only you can read.</summary>
/// <remarks>
/// The file holds a private key. It is written whole or not at all: UTF-8 without byte order mark, mode 0600 (on Windows, an access list of one).
/// </remarks>
[Cmdlet(VerbsData.Export, "CseKubeconfig", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileInfo))]
public sealed class ExportCseKubeconfigCommand : CseClusterTargetCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    // Several clusters may come down the pipeline; -Force is about files of earlier days, not about the cluster before.
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>File to write, or an existing folder that gets <c>NAME.kubeconfig</c>; by default the present folder.</summary>
    [Parameter(Position = 1, ParameterSetName = PathSet)]
    [PSDefaultValue(Help = "The present folder")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>As -Path, but taken as it stands, wildcards included.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    /// <summary>
    /// Who reads it from the cluster: the API extension (Service) or this process (Direct), over SSH. Auto, the default, is as the connection has it.
    /// </summary>
    [Parameter]
    public CseMode Mode { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(async target =>
    {
        string path = PathFor(target.Name, await Pump.AskAsync(() => CmdletHost.ResolvePath(LiteralPath ?? Path ?? ".")));
        if (_written.Contains(path))
        {
            throw FileExistsException.JustWritten(path);
        }

        // Before anything is asked of the cluster: the kubeconfig is a secret that should not travel for nothing.
        if (!IsOn(Force) && File.Exists(path))
        {
            throw new FileExistsException(path);
        }

        string action = $"Write the kubeconfig of cluster '{target.Name}' to '{path}'";
        if (!await ConfirmAsync(action + ".", action + "?"))
        {
            return;
        }

        string text = await target.Connection.In(Mode).GetKubeconfigAsync(target.Reference, stop);
        Write(path, text);
        _written.Add(path);
        Tell($"Wrote '{path}'.");
        if (IsOn(PassThru))
        {
            await EmitAsync(new FileInfo(path));
        }
    }, stop);

    /// <summary>The file for a cluster; in a folder it is called after the cluster.</summary>
    internal static string PathFor(string cluster, string chosen) =>
        Directory.Exists(chosen) ? System.IO.Path.Combine(chosen, cluster + ".kubeconfig") : chosen;

    private void Write(string path, string text)
    {
        try
        {
            KubeconfigFile.Write(path, text, IsOn(Force));
        }
        catch (IOException exception) when (exception is not DirectoryNotFoundException && !IsOn(Force) && File.Exists(path))
        {
            // Somebody made it since we looked.
            throw new FileExistsException(path);
        }
    }
}
