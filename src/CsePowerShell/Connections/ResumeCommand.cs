namespace CsePowerShell.Connections;

/// <summary>The command that takes an operation up again, as text.</summary>
internal static class ResumeCommand
{
    /// <summary>Puts parameters behind a command, in front of the words in brackets that may follow it.</summary>
    public static string With(string command, string parameters)
    {
        int words = command.IndexOf(" (", StringComparison.Ordinal);
        return words < 0 ? command + parameters : command.Insert(words, parameters);
    }
}
