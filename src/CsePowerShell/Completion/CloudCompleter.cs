using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CsePowerShell.Binding;
using CsePowerShell.Connections;

namespace CsePowerShell.Completion;

/// <summary>
/// The base of completers: finds the connection, asks the cache, fits the answer to the word. Never throws and never blocks for long.
/// </summary>
public abstract class CloudCompleter : IArgumentCompleter
{
    private protected CloudCompleter()
    {
    }

    internal ConnectionStore Store { get; set; } = ConnectionStore.OfProcess;

    internal CompletionCache Cache { get; set; } = CompletionCache.OfProcess;

    /// <summary>Reads a global variable of the runspace in which Tab was pressed.</summary>
    internal Func<string, object?> ReadVariable { get; set; } = ReadFromRunspace;

    /// <summary>Called by PowerShell when Tab is pressed.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What has been typed of the value.</param>
    /// <param name="commandAst">The command line.</param>
    /// <param name="fakeBoundParameters">Other parameters that have been typed.</param>
    /// <returns>What may stand there.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        (_, char? quote) = Suggestion.Unquote(wordToComplete ?? "");
        bool isPattern = WildcardParameters.Include(commandName, parameterName);
        return Complete(wordToComplete ?? "", fakeBoundParameters).Select(suggestion => suggestion.ToCompletionResult(quote, isPattern));
    }

    internal IReadOnlyList<Suggestion> Complete(string typed, IDictionary? bound)
    {
        try
        {
            (string word, _) = Suggestion.Unquote(typed);
            return [.. Find(new CompletionRequest(this, bound)).Where(suggestion => suggestion.Fits(word))];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Tab that shows an error is worse than Tab that shows nothing; the command itself will tell what is wrong.
            return [];
        }
    }

    private protected abstract IReadOnlyList<Suggestion> Find(CompletionRequest request);

    // The completer runs on the pipeline thread of its runspace, where a nested command may look at variables; SessionStateProxy may not.
    private static object? ReadFromRunspace(string name)
    {
        using PowerShell powershell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        powershell.AddCommand(@"Microsoft.PowerShell.Utility\Get-Variable").AddParameter("Name", name).AddParameter("Scope", "Global")
            .AddParameter("ValueOnly").AddParameter("ErrorAction", "Ignore");
        return powershell.Invoke().FirstOrDefault()?.BaseObject;
    }
}

/// <summary>What a completer may ask: the other parameters, and the connections they choose.</summary>
internal sealed class CompletionRequest(CloudCompleter completer, IDictionary? bound)
{
    public ConnectionStore Store => completer.Store;

    /// <summary>The text of another parameter that was typed; null when it was not.</summary>
    public string? Bound(string parameter) => bound?[parameter] switch
    {
        null => null,
        PSObject wrapped => wrapped.BaseObject.ToString(),
        { } value => value.ToString(),
    };

    /// <summary>The connections the command would use.</summary>
    public IReadOnlyList<CseConnection> Connections()
    {
        object? named = bound?["Server"] is PSObject wrapped ? wrapped.BaseObject : bound?["Server"];
        return named switch
        {
            CseServer server => Store.Find(server.Id) is { } connection ? [connection] : [],
            string text when text.Length > 0 => Store.Match(new CseServerIdentity(text)),
            _ when completer.ReadVariable(Cmdlets.DefaultServers.One) is CseServer chosen && Store.Find(chosen.Id) is { } connection => [connection],
            _ => [],
        };
    }

    /// <summary>The answers of all connections to a question.</summary>
    public IReadOnlyList<Suggestion> Ask(string question, Func<CseConnection, CancellationToken, Task<IReadOnlyList<Suggestion>>> ask) =>
        [.. Connections().SelectMany(connection => completer.Cache.Get(connection, question, stop => ask(connection, stop))).Distinct()];
}
