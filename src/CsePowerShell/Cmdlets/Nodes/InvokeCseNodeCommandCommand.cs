using System.Management.Automation;
using System.Security;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Runs a bash text on nodes over SSH, side by side, and returns what each printed and its exit code.</summary>
/// <remarks>
/// The text and its arguments travel inside the connection, and are on no command line of the node. An exit code other than 0 is a result, not an error; a node
/// that cannot be reached, or a text that does not end in time, is an error for that node. A broken connection is not repeated.
/// </remarks>
[Cmdlet(VerbsLifecycle.Invoke, "CseNodeCommand", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = TextSet)]
[OutputType(typeof(CseCommandResult))]
public sealed class InvokeCseNodeCommandCommand : CseNodeTargetCmdlet
{
    private const string TextSet = "Command";
    private const string FileSet = "Path";

    /// <summary>Bash text, such as <c>'systemctl is-active kubelet'</c>; several lines are fine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TextSet)]
    [Alias("ScriptBlock", "Script")]
    [ValidateNotNullOrEmpty]
    public string? Command { get; set; }

    /// <summary>File of this machine with the bash text.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [Alias("FilePath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What the text gets as <c>$1</c>, <c>$2</c> and so on, each as it stands.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>User and password to sign in with instead of the management key.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>File of a private key to sign in with instead of the management key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>How long the text may run on one node, in seconds, 1 to 86400; 300 by default. Then it is killed.</summary>
    [Parameter]
    [PSDefaultValue(Value = 300)]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 300;

    /// <summary>On how many nodes of a cluster it runs at the same time, 1 to 100; 10 by default.</summary>
    [Parameter]
    [PSDefaultValue(Value = 10)]
    [ValidateRange(1, 100)]
    public int ThrottleLimit { get; set; } = 10;

    internal Func<PSCredential, (string User, SecureString Password)> Unpack { get; set; } = credential => (credential.UserName, credential.Password);

    private protected override async Task EndAsync(CancellationToken stop)
    {
        NodeCommand command = await CommandAsync();
        await ForEachTargetAsync(Selection.Groups, async group =>
        {
            string where = group.IsWhole ? "all nodes" : string.Join(", ", group.Names.OrderBy(name => name, StringComparer.Ordinal));
            string what = Path is null ? "a command" : $"'{Path}'";
            if (!await ConfirmAsync($"Run {what} on {where} of cluster '{group}'.", $"Run {what} on {where} of cluster '{group}'?"))
            {
                return;
            }

            ClusterTarget cluster = group.Cluster;
            INodeAccess nodes = cluster.Connection.Nodes
                ?? throw new ClusterException(ErrorCodes.GuestUnreachable, $"The connection '{cluster.Connection.Id}' has no way into nodes.", "Connect with -Mode Direct.");
            await nodes.RunAsync(cluster.Reference, group.IsWhole ? null : group.Names, command, outcome => ForEachTargetAsync([outcome.Node], async _ =>
            {
                NodeCommandOutcome told = outcome.Failure is { } failure ? throw failure : outcome;
                await EmitAsync(new CseCommandResult
                {
                    Node = told.Node,
                    ClusterId = cluster.Known?.Id ?? cluster.Reference.Id ?? "",
                    ClusterName = cluster.Known?.Name ?? cluster.Reference.Name ?? "",
                    ExitCode = told.Result!.ExitCode,
                    Output = told.Result.Output,
                    ErrorOutput = told.Result.Error,
                    IsTruncated = told.Result.IsTruncated,
                    Duration = told.Elapsed,
                    Server = cluster.Connection.Id,
                });
            }, stop), stop);
        }, stop);
    }

    private async Task<NodeCommand> CommandAsync()
    {
        NodeCommand command = new()
        {
            Text = Command ?? File.ReadAllText(await Pump.AskAsync(() => CmdletHost.ResolvePath(Path!))),
            Arguments = ArgumentList,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            MaxParallel = ThrottleLimit,
            KeyPath = KeyFile is null ? null : await Pump.AskAsync(() => CmdletHost.ResolvePath(KeyFile)),
        };
        if (Credential is { } credential)
        {
            (string user, SecureString password) = Unpack(credential);
            command.UserName = user.TrimStart('\\');
            command.Password = SecureText.Of(password);
        }

        return command;
    }
}
