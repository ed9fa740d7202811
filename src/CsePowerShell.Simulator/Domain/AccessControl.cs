namespace CsePowerShell.Simulator.Domain;

internal enum AccessLevel
{
    None,
    ReadOnly,
    Change,
    FullControl,
}

/// <summary>Whom an owner shares a vApp or a catalog with, inside the organization.</summary>
internal sealed class AccessControl
{
    public AccessLevel Everyone { get; set; }
    public Dictionary<User, AccessLevel> Users { get; } = [];

    public AccessLevel For(User user) => (AccessLevel)Math.Max((int)Everyone, (int)Users.GetValueOrDefault(user));
    public bool IsShared => Everyone != AccessLevel.None || Users.Count > 0;
}
