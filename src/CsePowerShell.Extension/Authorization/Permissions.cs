using CsePowerShell.Clusters;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Authorization;

/// <summary>
/// Whether the service may act for a caller. Seeing is not permission: the object must have been read with the caller's own token and carry the link that vCD
/// offers for such a change; the right of the service comes on top.
/// </summary>
internal sealed class Permissions(IServiceAccount account, ServiceSettings settings)
{
    /// <exception cref="ClusterException">RIGHT_MISSING.</exception>
    public async Task RequireRightAsync(ICallerSession caller, SecurityContext context, CancellationToken cancellationToken)
    {
        if (!settings.EnforceRight || caller.Identity.IsSystem)
            return;
        bool has = await account.HasRightAsync(settings.RequiredRight, context.Rights, caller.Identity, cancellationToken).ConfigureAwait(false);
        if (!has)
        {
            throw new ClusterException(ErrorCodes.RightMissing,
                $"User \"{caller.Identity.User}\" lacks the right \"{settings.RequiredRight}\".",
                "Ask the administrator of the organization to add it to the role; a provider must have given it to the organization before.");
        }
    }

    /// <summary>Checks that a caller may create such a cluster, and takes network and storage profile from the document the caller was shown.</summary>
    /// <exception cref="ClusterException">FORBIDDEN, NOT_FOUND.</exception>
    public static void RequireCreate(VdcOffer vdc, ClusterSpec spec)
    {
        if (!vdc.IsEnabled)
            throw new ClusterException(ErrorCodes.SpecConflict, $"VDC \"{vdc.Name}\" is disabled.", "Ask the provider to enable it, or choose another VDC.");
        if (!vdc.MayCompose)
        {
            throw new ClusterException(ErrorCodes.Forbidden, $"vCloud Director does not let this user make vApps in VDC \"{vdc.Name}\".",
                "Ask the administrator of the organization for a role with the right \"vApp: Create / Reconfigure\".");
        }

        Require(vdc.Networks, spec.Network, "network", vdc.Name);
        if (spec.StorageProfile is { } profile)
            Require(vdc.StorageProfiles, profile, "storage profile", vdc.Name);
        foreach (string pool in spec.Pools.Select(pool => pool.StorageProfile).OfType<string>())
            Require(vdc.StorageProfiles, pool, "storage profile", vdc.Name);
    }

    /// <param name="vapp">The vApp as the caller was shown it.</param>
    /// <param name="cluster">The cluster, for the message.</param>
    /// <param name="isForced">The caller wants it whatever state it is in.</param>
    /// <param name="caller">Who.</param>
    /// <exception cref="ClusterException">FORBIDDEN, or CLUSTER_BUSY while a task of vCD holds the vApp.</exception>
    public static void RequireChange(VAppOffer vapp, Cluster cluster, bool isForced, CallerIdentity caller)
    {
        // While a task holds the vApp nobody is offered the link, so nothing is known about this caller. Only a provider may force then.
        if (vapp.MayChange || (vapp.IsBusy && isForced && caller.IsSystem))
            return;
        throw vapp.IsBusy
            ? new ClusterException(ErrorCodes.ClusterBusy, $"vCloud Director is changing the vApp of cluster \"{cluster.Name}\" now.", "Try again when its task has ended.")
            : new ClusterException(ErrorCodes.Forbidden, $"vCloud Director does not let this user change cluster \"{cluster.Name}\".",
                "Its owner or an administrator of the organization may; a share for reading is not enough.");
    }

    private static void Require(IReadOnlyCollection<string> offered, string wanted, string what, string vdc)
    {
        if (!offered.Contains(wanted, StringComparer.Ordinal))
        {
            throw new ClusterException(ErrorCodes.NotFound, $"VDC \"{vdc}\" has no {what} \"{wanted}\".",
                offered.Count == 0 ? $"It has no {what} at all." : $"It has: {string.Join(", ", offered.OrderBy(name => name, StringComparer.Ordinal).Take(20))}.");
        }
    }
}
