using System.Management.Automation;
using CsePowerShell.Clusters;

namespace CsePowerShell.Cmdlets;

/// <summary>Reads the administrator's kubeconfig of clusters. It is shown without its text, which holds a private key; -Raw gives the text.</summary>
[Cmdlet(VerbsCommon.Get, "CseKubeconfig")]
[OutputType(typeof(CseKubeconfig), typeof(string))]
public sealed class GetCseKubeconfigCommand : CseClusterTargetCmdlet
{
    /// <summary>
    /// Who reads it from the cluster: the API extension (Service) or this process (Direct), over SSH. Auto, the default, is as the connection has it.
    /// </summary>
    [Parameter]
    public CseMode Mode { get; set; }

    /// <summary>Returns the text alone, a secret: it appears on the screen unless it goes into a variable or a file.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(async target =>
    {
        string text = await target.Connection.In(Mode).GetKubeconfigAsync(target.Reference, stop);
        if (IsOn(Raw))
        {
            await EmitAsync(text);
            return;
        }

        KubeconfigContext context = KubeconfigText.Contexts(text).FirstOrDefault(one => one.IsCurrent)
            ?? throw new ClusterException(ErrorCodes.BadRequest, $"The kubeconfig of cluster '{target.Name}' has no current context.", "Look at it with -Raw.");
        await EmitAsync(new CseKubeconfig
        {
            ClusterId = target.Known?.Id ?? target.Reference.Id ?? "",
            ClusterName = target.Known?.Name ?? target.Reference.Name ?? context.Cluster,
            ContextName = context.Name,
            User = context.User,
            ApiServer = context.ApiServer ?? "",
            CertificateExpires = KubeconfigText.CertificateExpiry(text)?.LocalDateTime,
            Server = target.Connection.Id,
        }.WithText(text));
    }, stop);
}
