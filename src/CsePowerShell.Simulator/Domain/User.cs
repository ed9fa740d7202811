namespace CsePowerShell.Simulator.Domain;

internal sealed class User(Guid id, string name, Organization org, Role role, string password) : Entity(EntityKind.User, id, name)
{
    public Organization Org { get; } = org;
    public Role Role { get; } = role;
    public string Password { get; } = password;

    public bool IsSystem => Role.Rights.HasFlag(Rights.System);
    public bool May(Rights rights) => (Role.Rights & rights) == rights;
}
