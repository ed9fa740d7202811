using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Wire;

/// <summary>Makes hrefs, on the host name that the caller used.</summary>
internal sealed record Hrefs(string Root)
{
    public string Api => Root + "api/";
    public string Of(Entity entity) => $"{Api}{entity.Kind.Path}{entity.Id}";
    public string Path(string path) => Api + path;

    /// <summary>The admin view of a resource is the same path below /api/admin/.</summary>
    public string AdminOf(Entity entity) =>
        entity.Kind.Path.StartsWith("admin/", StringComparison.Ordinal) ? Of(entity) : $"{Api}admin/{entity.Kind.Path}{entity.Id}";

    public string Of(TaskReference reference) => reference.Entity is { } entity ? Of(entity) : reference.Href ?? "";
}
