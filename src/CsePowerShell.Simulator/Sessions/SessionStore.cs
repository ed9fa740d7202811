using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Sessions;

/// <summary>The open sessions. One that nobody uses for the idle time is forgotten.</summary>
internal sealed class SessionStore(TimeProvider clock, TimeSpan idleTimeout)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _byToken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Session> _byJwt = new(StringComparer.Ordinal);

    public int Created { get; private set; }

    public int Open
    {
        get
        {
            lock (_lock)
            {
                Expire();
                return _byToken.Count;
            }
        }
    }

    public Session LogIn(User user)
    {
        Guid id = Guid.NewGuid();
        Session session = new(user, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Jwt(user, id), id) { LastUsed = clock.GetUtcNow() };
        lock (_lock)
        {
            Expire();
            _byToken.Add(session.Token, session);
            _byJwt.Add(session.Jwt, session);
            Created++;
        }
        return session;
    }

    /// <summary>Finds the session of a token or a JWT and notes that it was used.</summary>
    public Session? Find(string? token, string? jwt)
    {
        lock (_lock)
        {
            Expire();
            Session? session = token is not null ? _byToken.GetValueOrDefault(token) : jwt is not null ? _byJwt.GetValueOrDefault(jwt) : null;
            if (session is not null) session.LastUsed = clock.GetUtcNow();
            return session;
        }
    }

    public void LogOut(Session session)
    {
        lock (_lock) Forget(session);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _byToken.Clear();
            _byJwt.Clear();
        }
    }

    private void Expire()
    {
        DateTimeOffset oldest = clock.GetUtcNow() - idleTimeout;
        foreach (Session session in _byToken.Values.Where(session => session.LastUsed < oldest).ToArray()) Forget(session);
    }

    private void Forget(Session session)
    {
        _byToken.Remove(session.Token);
        _byJwt.Remove(session.Jwt);
    }

    /// <summary>Looks like vCD's, is long like vCD's, and is looked up, not verified: the simulator has nobody to prove anything to.</summary>
    private string Jwt(User user, Guid session)
    {
        long expires = (clock.GetUtcNow() + TimeSpan.FromHours(24)).ToUnixTimeSeconds();
        string header = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256" }));
        string payload = Encode(
            JsonSerializer.SerializeToUtf8Bytes(new { sub = user.Name, iss = user.Org.Id, exp = expires, jti = session.ToString("N") }));
        return $"{header}.{payload}.{Encode(SHA256.HashData(Encoding.UTF8.GetBytes(session.ToString())))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
