namespace CsePowerShell.Guest;

/// <summary>What a node lets us in with: the actor's management key, or a password where a template takes no key.</summary>
public sealed class GuestCredential
{
    private GuestCredential(ManagementKey? key, string? password)
    {
        Key = key;
        Password = password;
    }

    /// <summary>The management key, or null when a password is used.</summary>
    public ManagementKey? Key { get; }

    /// <summary>True when this logs in with a password.</summary>
    public bool IsPassword => Password is not null;

    internal string? Password { get; }

    /// <summary>Log in with a key.</summary>
    public static GuestCredential FromKey(ManagementKey key) => new(key ?? throw new ArgumentNullException(nameof(key)), null);

    /// <summary>Log in with a password. It never reaches a command line, a file or a message.</summary>
    /// <exception cref="ArgumentException">The password is empty or has a line feed, carriage return or NUL.</exception>
    public static GuestCredential FromPassword(string password)
    {
        if (string.IsNullOrEmpty(password) || password.IndexOfAny(['\n', '\r', '\0']) >= 0)
            throw new ArgumentException("A password of one line is needed.", nameof(password));
        return new GuestCredential(null, password);
    }

    /// <inheritdoc/>
    public override string ToString() => Key is null ? "password" : $"key {Key.Fingerprint}";
}
