namespace CsePowerShell.Guest;

/// <summary>The host key a server with several is asked for. Both transports ask in this order, or a pin made by one would look changed to the other.</summary>
internal static class HostKeyTypes
{
    public static IReadOnlyList<string> Algorithms { get; } =
        ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256"];

    /// <summary>The signature algorithms a key of that type signs with.</summary>
    public static IEnumerable<string> AlgorithmsOf(string keyType) => keyType == "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [keyType];
}
