namespace CsePowerShell.Benchmarks;

/// <summary>Prints measured figures beside their budgets, a row as soon as it is known.</summary>
internal sealed class Table
{
    private const string Form = "{0,-44} {1,9} {2,9} {3,9} {4,9} {5,8}  {6}";

    public bool AllWithin { get; private set; } = true;

    public void Header()
    {
        Console.WriteLine(Form, "", "requests", "of them", "KB", "seconds", "peak MB", "budget");
        Console.WriteLine(Form, "", "", "polls", "", "", "", "");
    }

    public void Row(string name, Measurement m, long? polls, Budget budget)
    {
        AllWithin &= budget.IsMet;
        Console.WriteLine(Form, name, m.Requests, polls?.ToString() ?? "", $"{m.Bytes / 1024.0:N0}", $"{m.Seconds:0.00}", $"{m.PeakMB:0}", budget);
    }

    /// <summary>A row of figures that are not requests of one operation.</summary>
    public void Figure(string name, string figures, Budget budget)
    {
        AllWithin &= budget.IsMet;
        Console.WriteLine("{0,-44} {1,-47}  {2}", name, figures, budget);
    }

    public void Note(string text) => Console.WriteLine(text);
}

/// <summary>A limit from the design and whether it was kept.</summary>
/// <param name="Text">The limit in words.</param>
/// <param name="IsMet">Whether the measurement kept it.</param>
internal sealed record Budget(string Text, bool IsMet)
{
    public override string ToString() => $"{(IsMet ? "met" : "MISSED")}: {Text}";
}
