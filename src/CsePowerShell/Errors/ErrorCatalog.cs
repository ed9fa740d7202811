using System.Globalization;
using System.Management.Automation;
using CsePowerShell.Clusters;

namespace CsePowerShell.Errors;

/// <summary>
/// For each error code: PowerShell's category, and the next step where the error itself names none. One row per code of <see cref="ErrorCodes"/>.
/// </summary>
internal static class ErrorCatalog
{
    private static readonly Entry s_unknown = new(ErrorCategory.InvalidOperation,
        "Run the command again with -Verbose; if it fails again, report the message and the error's exception.");

    private static readonly Dictionary<string, Entry> s_entries = new(StringComparer.Ordinal)
    {
        [ErrorCodes.BadRequest] = new(ErrorCategory.InvalidArgument, "Correct the value and run the command again."),
        [ErrorCodes.ValidationFailed] = new(ErrorCategory.InvalidArgument, "Correct the named parameters and run the command again."),
        [ErrorCodes.Unauthenticated] = new(ErrorCategory.AuthenticationError, "Sign in again with Connect-CseServer.", EndsPipeline: true),
        [ErrorCodes.Forbidden] = new(ErrorCategory.PermissionDenied,
            "Ask the organization's administrator for the right, or use another account with Connect-CseServer."),
        [ErrorCodes.RightMissing] = new(ErrorCategory.PermissionDenied, "Ask the administrator to add the right to your role."),
        [ErrorCodes.NotFound] = new(ErrorCategory.ObjectNotFound, "Check the name; press Tab after the parameter to see what there is."),
        [ErrorCodes.ClusterNotFound] = new(ErrorCategory.ObjectNotFound, "List what there is with Get-CseCluster."),
        [ErrorCodes.NodeNotFound] = new(ErrorCategory.ObjectNotFound, "List the nodes with Get-CseNode."),
        [ErrorCodes.TemplateNotFound] = new(ErrorCategory.ObjectNotFound, "List the templates with Get-CseTemplate."),
        [ErrorCodes.NameAmbiguous] = new(ErrorCategory.InvalidArgument, "Give the id of the one you mean, or pipe the object in."),
        [ErrorCodes.MethodNotAllowed] = new(ErrorCategory.InvalidOperation, "Update the module and the service to the same release."),
        [ErrorCodes.TemplateExists] = new(ErrorCategory.ResourceExists, "Give another -Name or -Revision, or replace it with -Force."),
        [ErrorCodes.ClusterExists] = new(ErrorCategory.ResourceExists, "Choose another name, or look at what is there with Get-CseCluster."),
        [ErrorCodes.ClusterBusy] = new(ErrorCategory.ResourceBusy,
            "Wait for the running operation (Get-CseTask, Wait-CseTask) and run the command again."),
        [ErrorCodes.SpecConflict] = new(ErrorCategory.InvalidOperation, "Read the cluster with Get-CseCluster and ask for a change that fits it."),
        [ErrorCodes.QuotaExceeded] = new(ErrorCategory.QuotaExceeded, "Ask for less, free something in the VDC, or have its quota raised."),
        [ErrorCodes.AddressesExhausted] = new(ErrorCategory.QuotaExceeded, "Use another network, or have its address pool extended."),
        [ErrorCodes.TooManyRequests] = new(ErrorCategory.LimitsExceeded, "Wait a moment and run the command again."),
        [ErrorCodes.ServiceDisabled] = new(ErrorCategory.ResourceUnavailable, "Ask the provider to enable the service."),
        [ErrorCodes.GuestUnreachable] = new(ErrorCategory.ConnectionError, "Open the path to the cluster network, or connect with -JumpHost."),
        [ErrorCodes.GuestHostKeyChanged] = new(ErrorCategory.SecurityError, "Find out who answers at that address before anything else."),
        [ErrorCodes.GuestScriptFailed] = new(ErrorCategory.InvalidResult, "Correct the cause and run the same command again."),
        [ErrorCodes.NodeNotReady] = new(ErrorCategory.OperationTimeout,
            "Find out why (-NoRollback keeps the node to look at) and run the same command again."),
        [ErrorCodes.DrainBlocked] = new(ErrorCategory.ResourceBusy, "Free the named pod or budget, or run the command again with -Force."),
        [ErrorCodes.DeadlineExceeded] = new(ErrorCategory.OperationTimeout, "Run the same command again, with a longer -TimeoutSec."),
        [ErrorCodes.Cancelled] = new(ErrorCategory.OperationStopped, "Run the same command again to continue."),
        [ErrorCodes.VcdError] = new(ErrorCategory.InvalidResult, "Look up the request id in vCloud Director's log."),
        [ErrorCodes.VcdUnavailable] = new(ErrorCategory.ResourceUnavailable, "Wait until vCloud Director answers again and run the command again."),
        [ErrorCodes.BrokerUnavailable] = new(ErrorCategory.ResourceUnavailable, "Check the message broker and run the command again."),
        [ErrorCodes.CertificateUntrusted] = new(ErrorCategory.SecurityError,
            "Compare the thumbprint with the server's and pin it with -CertificateThumbprint.", EndsPipeline: true),
        [ErrorCodes.VersionUnsupported] = new(ErrorCategory.InvalidOperation, "Use a version that both sides know."),
        [ErrorCodes.Internal] = s_unknown,
    };

    public static IReadOnlyCollection<string> Codes => s_entries.Keys;

    public static Entry Of(string code) => s_entries.TryGetValue(code, out Entry? entry) ? entry : s_unknown;

    /// <summary><c>Cse</c> and the code in Pascal case: CLUSTER_NOT_FOUND is CseClusterNotFound.</summary>
    public static string IdOf(string code) => "Cse" + string.Concat(code.Split('_').Select(word =>
        word.Length == 0 ? "" : char.ToUpper(word[0], CultureInfo.InvariantCulture) + word.Substring(1).ToLowerInvariant()));

    internal sealed record Entry(ErrorCategory Category, string NextStep, bool EndsPipeline = false);
}
