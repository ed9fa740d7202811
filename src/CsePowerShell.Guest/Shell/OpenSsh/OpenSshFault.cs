namespace CsePowerShell.Guest;

/// <summary>What ssh's words mean. They are asked for in English (LC_ALL=C) and have been the same for many versions.</summary>
internal static class OpenSshFault
{
    private static readonly (string Words, GuestUnreachableReason Reason)[] s_unreachable =
    [
        ("Connection refused", GuestUnreachableReason.Refused),
        ("timed out", GuestUnreachableReason.TimedOut),
        ("Timeout, server", GuestUnreachableReason.TimedOut),
        ("No route to host", GuestUnreachableReason.NoRoute),
        ("Network is unreachable", GuestUnreachableReason.NoRoute),
        ("Could not resolve hostname", GuestUnreachableReason.NameNotResolved),
        ("Name or service not known", GuestUnreachableReason.NameNotResolved),
        ("Connection closed", GuestUnreachableReason.Closed),
        ("Connection reset", GuestUnreachableReason.Closed),
        ("kex_exchange_identification", GuestUnreachableReason.Closed),
        ("Broken pipe", GuestUnreachableReason.Closed),
    ];

    /// <summary>The host's key is not the one in known_hosts, or it has none of that type.</summary>
    public static bool IsHostKey(string errors) =>
        Has(errors, "Host key verification failed") || Has(errors, "no matching host key type") || Has(errors, "IDENTIFICATION HAS CHANGED");

    public static GuestException Describe(GuestEndpoint endpoint, GuestCredential credential, string target, string errors)
    {
        bool refused = Has(errors, "Permission denied") || Has(errors, "Too many authentication failures") || Has(errors, "Load key");

        // Refused by the jump host, ssh to the node sees its proxy end before the node said a word.
        bool atJump = target == OpenSshConfig.Jump || (endpoint.JumpHost is not null && refused && (Has(errors, "UNKNOWN port") || Has(errors, "kex_exchange_identification")));
        string detail = LastLine(errors);
        if (Has(errors, "UNPROTECTED PRIVATE KEY FILE"))
            return new GuestAuthenticationException(endpoint, credential, "other users may read the key's file, so ssh does not use it", atJump);
        if (refused)
            return new GuestAuthenticationException(endpoint, credential, detail, atJump);

        // The jump host itself was reached a moment before, so what it says is about the node.
        foreach ((string words, GuestUnreachableReason reason) in s_unreachable)
        {
            if (Has(errors, words))
                return new GuestUnreachableException(endpoint, reason, detail, atJump);
        }

        return new GuestUnreachableException(endpoint, GuestUnreachableReason.Other, detail, atJump);
    }

    public static string LastLine(string errors) =>
        errors.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0)?.TrimEnd('.') ?? "";

    private static bool Has(string errors, string words) => errors.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
