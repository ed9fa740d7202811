namespace CsePowerShell.VCloud;

/// <summary>
/// What vApps and VMs have in common: the same actions under their own addresses. Where the object was read and offers the action, its link is taken.
/// Where it does not, the address every version has is tried all the same: a vApp that was just made is not read again (it shows no links before its task
/// ends), one that is busy now may be free when the request arrives, and the server has the last word in any case.
/// </summary>
internal static class EntityActions
{
    public static string Address(EntityReference entity, string? rel, string suffix)
    {
        if (entity is null)
            throw new ArgumentNullException(nameof(entity));
        Link? link = rel is null ? null : (entity as VCloudEntity)?.Links.Find(rel);
        return link?.Href ?? entity.Href.TrimEnd('/') + suffix;
    }

    public static Task<VCloudTask> Deploy(ApiChannel channel, EntityReference entity, bool powerOn, bool forceCustomization, CancellationToken cancellationToken) =>
        channel.StartAsync(Address(entity, "deploy", "/action/deploy"), ComposeDocument.Deploy(powerOn, forceCustomization), MediaTypes.DeployVAppParams, cancellationToken);

    public static Task<VCloudTask> Undeploy(ApiChannel channel, EntityReference entity, UndeployPowerAction action, CancellationToken cancellationToken) =>
        channel.StartAsync(Address(entity, "undeploy", "/action/undeploy"), ComposeDocument.Undeploy(action), MediaTypes.UndeployVAppParams, cancellationToken);

    public static Task<VCloudTask> PowerOn(ApiChannel channel, EntityReference entity, CancellationToken cancellationToken) =>
        channel.StartAsync(Address(entity, "power:powerOn", "/power/action/powerOn"), null, null, cancellationToken);

    public static Task<VCloudTask> PowerOff(ApiChannel channel, EntityReference entity, CancellationToken cancellationToken) =>
        channel.StartAsync(Address(entity, "power:powerOff", "/power/action/powerOff"), null, null, cancellationToken);

    public static Task<VCloudTask> Delete(ApiChannel channel, EntityReference entity, bool force, CancellationToken cancellationToken) =>
        channel.StartDeleteAsync(Address(entity, null, "") + (force ? "?force=true&recursive=true" : ""), cancellationToken);
}
