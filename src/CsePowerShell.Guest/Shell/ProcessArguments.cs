using System.Text;

namespace CsePowerShell.Guest;

/// <summary>Arguments of a local process as one text: netstandard2.0 has no argument list. The rules are those of Windows' C runtime, which .NET follows on Unix, too.</summary>
internal static class ProcessArguments
{
    public static string Join(IEnumerable<string> arguments) => string.Join(" ", arguments.Select(Quote));

    private static string Quote(string argument)
    {
        if (argument.IndexOf('\0') >= 0)
            throw new ArgumentException("An argument cannot hold a NUL character.", nameof(argument));
        StringBuilder text = new("\"");
        int backslashes = 0;
        foreach (char c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            // Backslashes mean themselves, except in front of a quote, where each needs another one.
            text.Append('\\', c == '"' ? backslashes * 2 + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return text.Append('\\', backslashes * 2).Append('"').ToString();
    }
}
