namespace CsePowerShell.Extension.Configuration;

/// <summary>The configuration has faults; all of them are told at once, with their lines.</summary>
/// <param name="faults">At least one sentence.</param>
public sealed class ConfigurationException(IReadOnlyList<string> faults) : Exception("The configuration cannot be used. " + string.Join(" ", faults))
{
    /// <summary>The faults, each a sentence that begins with its line.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
