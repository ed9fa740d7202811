namespace CsePowerShell.VCloud;

/// <summary>A text that must not be shown by accident, such as a VM's administrator password.</summary>
/// <param name="value">The secret.</param>
public sealed class VCloudSecret(string value)
{
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The secret itself. Hand it on to where it is used, and nowhere else.</summary>
    /// <returns>The secret in plain text.</returns>
    public string Reveal() => _value;

    /// <summary>Stars, whatever the secret is.</summary>
    /// <returns>Eight stars.</returns>
    public override string ToString() => "********";
}
