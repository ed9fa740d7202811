using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Sets what New-CseCluster and Test-CseEnvironment take on a connection where they are not told. What is not named here stays; an empty text takes a default away.</summary>
/// <remarks>The defaults belong to the connection and end with it; lists are not narrowed by them. Every name is looked up, so that a typing mistake shows here.</remarks>
[Cmdlet(VerbsCommon.Set, "CseContext", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(CseContext))]
public sealed class SetCseContextCommand : CseConnectedCmdlet
{
    /// <summary>Organization.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(OrgCompleter))]
    public string? Org { get; set; }

    /// <summary>Organization VDC.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public string? Vdc { get; set; }

    /// <summary>Network.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    public string? Network { get; set; }

    /// <summary>Storage profile.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(StorageProfileCompleter))]
    public string? StorageProfile { get; set; }

    /// <summary>Template.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string? Template { get; set; }

    /// <summary>Number of workers, 1 to 100; 0 takes the default away.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 100)]
    public int? NodePoolSize { get; set; }

    /// <summary>Returns the defaults as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachTargetAsync([""], async _ =>
    {
        CseConnection connection = await ConnectionAsync();
        CseContext wanted = connection.Context.Copy();
        wanted.Server = connection.Id;
        ICloudDirectory directory = connection.Directory;
        wanted.Org = await ChooseAsync("organization", Org, wanted.Org, () => directory.ListOrgsAsync(stop));
        wanted.Vdc = await ChooseAsync("VDC", Vdc, wanted.Vdc, () => directory.ListVdcsAsync(stop));
        wanted.Network = await ChooseAsync("network", Network, wanted.Network, () => directory.ListNetworksAsync(wanted.Vdc, stop));
        wanted.StorageProfile = await ChooseAsync("storage profile", StorageProfile, wanted.StorageProfile, () => directory.ListStorageProfilesAsync(wanted.Vdc, stop));
        wanted.Template = await ChooseAsync("template", Template, wanted.Template, async () =>
            [.. (await connection.Clusters.ListTemplatesAsync(new TemplateQuery(), stop)).Select(template => template.Name).Distinct()]);
        wanted.NodePoolSize = NodePoolSize is { } size ? (size == 0 ? null : size) : wanted.NodePoolSize;
        if (!await ConfirmAsync($"Set the defaults of {connection.Id} to {wanted}.", $"Set the defaults of {connection.Id} to {wanted}?"))
        {
            return;
        }

        connection.Context = wanted;
        if (IsOn(PassThru))
        {
            await EmitAsync(wanted.Copy());
        }
    }, stop);

    private static string? Kept(string? given, string? present) => given is null ? present : given.Trim().Length == 0 ? null : given.Trim();

    private static async Task<string?> ChooseAsync(string what, string? given, string? present, Func<Task<IReadOnlyList<string>>> list)
    {
        // An id or URN is looked up by whoever uses it.
        if (given is null || Kept(given, null) is not { } name || name.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) || Guid.TryParse(name, out _))
        {
            return Kept(given, present);
        }

        IReadOnlyList<string> there = await list();
        return there.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ClusterException(ErrorCodes.NotFound, $"There is no {what} '{name}' that this user can see.",
                there.Count == 0 ? $"It sees no {what} at all." : $"There are: {string.Join(", ", there.Take(20))}.");
    }
}
