using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Sessions;

/// <summary>A login. It is recognized by its token, or by the JWT that newer API versions hand out beside it.</summary>
internal sealed class Session(User user, string token, string jwt, Guid id)
{
    public User User { get; } = user;
    public string Token { get; } = token;
    public string Jwt { get; } = jwt;
    public Guid Id { get; } = id;
    public DateTimeOffset LastUsed { get; set; }
}
