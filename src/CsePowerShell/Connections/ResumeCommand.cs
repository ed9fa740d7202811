namespace CsePowerShell.Connections;

/// <summary>The command that takes an operation up again, as text.</summary>
internal static class ResumeCommand
{
    /// <summary>Puts parameters behind a command, in front of the words in brackets that may follow it. Brackets within a value are in its quotes, and not at the end.</summary>
    public static string With(string command, string parameters)
    {
        int words = command.EndsWith(")", StringComparison.Ordinal) ? command.LastIndexOf(" (", StringComparison.Ordinal) : -1;
        return words < 0 ? command + parameters : command.Insert(words, parameters);
    }
}
