using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Everything that can be known before a create, as rows with what was found and what to do about it. Changes nothing.</summary>
internal sealed class Preflight(VCloudClient client, EngineOptions options)
{
    public async Task<IReadOnlyList<CheckResult>> CheckAsync(ClusterSpec? spec, CancellationToken ct)
    {
        List<CheckResult> rows = [.. OfConnection(), Local(Key()), Local(Shell())];
        if (spec is null)
        {
            rows.Add(await TemplatesAsync(ct).ConfigureAwait(false));
            return rows;
        }

        IReadOnlyList<ErrorDetail> faults = SpecValidator.Validate(spec);
        if (faults.Count == 0)
            rows.Add(PreflightChecks.Pass("Spec", "All values are allowed."));
        foreach (ErrorDetail fault in faults)
            rows.Add(PreflightChecks.Fail("Spec", ErrorCodes.ValidationFailed, fault.ToString(), $"Correct -{fault.Name}."));

        CloudView cloud = await CloudView.ReadAsync(client, options, spec, ct).ConfigureAwait(false);
        rows.Add(PreflightChecks.NameFree(cloud, spec));
        rows.AddRange(PreflightChecks.Resources(cloud, spec, Needs.Of(spec, cloud.Source)));
        if (await OrgVdcCheck.RunAsync(client, cloud.Vdc, ct).ConfigureAwait(false) is { } enablement)
            rows.Add(Local(enablement));
        rows.Add(Local(Path(cloud)));
        return rows;
    }

    /// <summary>Who asks, and in which version.</summary>
    public IReadOnlyList<CheckResult> OfConnection() =>
    [
        Local(PreflightChecks.Pass("Session", $"\"{client.Session.User}\" of \"{client.Session.Org}\", with {(client.Session.Roles.Count == 0 ? "roles that vCD does not tell" : string.Join(", ", client.Session.Roles))}.")),
        Local(Version()),
    ];

    private static CheckResult Local(CheckResult row)
    {
        row.IsLocal = true;
        return row;
    }

    private CheckResult Version()
    {
        string detail = $"{client.Server.Host} speaks API {client.Server.ApiVersion}.";
        return client.Server.IsApiVersionDeprecated
            ? PreflightChecks.Warn("API version", detail + " The server calls that version deprecated.", "Update this module before the server is updated.")
            : PreflightChecks.Pass("API version", detail);
    }

    // Looked at, not made: asking whether something would work must leave nothing behind.
    private CheckResult Key()
    {
        string path = ManagementKeys.PathOf(options);
        if (!File.Exists(path))
            return PreflightChecks.Pass("Management key", $"\"{path}\" does not exist yet and is made on first use.");
        try
        {
            return PreflightChecks.Pass("Management key", $"\"{path}\" is {ManagementKey.LoadOrCreate(path).Fingerprint}.");
        }
        catch (ManagementKeyException error)
        {
            return PreflightChecks.Fail("Management key", ErrorCodes.ValidationFailed, error.Message, "Name a usable key with -SshKeyPath.");
        }
    }

    private CheckResult Shell()
    {
        if (options.Shells is { } given)
            return PreflightChecks.Pass("SSH client", given.Name + ".");
        IReadOnlyList<IGuestShellFactory> shells = GuestShells.Available();
        return shells.Count > 0
            ? PreflightChecks.Pass("SSH client", shells[0].Name + ".")
            : PreflightChecks.Fail("SSH client", ErrorCodes.VersionUnsupported, "This machine has no SSH client that can be used.", "Install the OpenSSH client.");
    }

    private CheckResult Path(CloudView cloud)
    {
        if (options.JumpHost is { Length: > 0 } jump)
            return PreflightChecks.Skip("Path to nodes", $"Nodes will be reached through {jump}, at port {options.NodeSshPort}. That can only be tried when there is a node.");
        string? gateway = cloud.Network?.Gateway;
        string from = gateway is null ? "" : SourceAddress.Towards(gateway) is { } source ? $" from {source}" : " (this machine has no route there)";
        string to = cloud.Network is { Gateway: not null, Netmask: { } mask } && Ipv4Subnet.FromMask(gateway!, mask) is { } subnet ? $"in {subnet}" : "on the cluster's network";
        return PreflightChecks.Skip("Path to nodes", $"Nodes {to} will be reached directly{from}, at port {options.NodeSshPort}. That can only be tried when there is a node.");
    }

    private async Task<CheckResult> TemplatesAsync(CancellationToken ct)
    {
        IReadOnlyList<Template> templates = await new TemplateFinder(client, options).ListAsync(new TemplateQuery(), ct).ConfigureAwait(false);
        return PreflightChecks.Templates(templates, "Have a catalog with templates (vApp templates with the metadata cse.template.name) shared with this organization.");
    }
}
