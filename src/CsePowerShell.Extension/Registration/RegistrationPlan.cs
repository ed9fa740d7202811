using CsePowerShell.Clusters;

namespace CsePowerShell.Extension.Registration;

/// <summary>One write, in vCD or on the broker.</summary>
public sealed class RegistrationStep
{
    internal RegistrationStep(string target, string action, Func<CancellationToken, Task> runAsync)
    {
        Target = target;
        Action = action;
        RunAsync = runAsync;
    }

    /// <summary>Where: <c>vCD</c> or <c>broker</c>.</summary>
    public string Target { get; }

    /// <summary>What is written, as a sentence without a full stop.</summary>
    public string Action { get; }

    internal Func<CancellationToken, Task> RunAsync { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Target}: {Action}";
}

/// <summary>What is wanted minus what is there: every write, in order.</summary>
public sealed class RegistrationPlan
{
    /// <summary>What was looked at before, and how it was found.</summary>
    public IReadOnlyList<CheckResult> Checks { get; internal init; } = [];

    /// <summary>The writes.</summary>
    public IReadOnlyList<RegistrationStep> Steps { get; internal init; } = [];

    /// <summary>What somebody should know: what is left as it is, and why.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>True when nothing has to be written.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>Throws when a check failed: nothing has been written then.</summary>
    /// <exception cref="ClusterException">With the code of the first failed check, and all of them as details.</exception>
    public void ThrowIfBlocked()
    {
        CheckResult[] failed = [.. Checks.Where(check => check.Result == CheckOutcome.Failed)];
        if (failed.Length == 0)
            return;
        throw new ClusterException(failed[0].Code.Length > 0 ? failed[0].Code : ErrorCodes.ValidationFailed, failed[0].Detail, failed[0].Fix)
        {
            Details = [.. failed.Skip(1).Select(check => new ErrorDetail { Name = check.Name, Message = check.Fix.Length > 0 ? check.Detail + " " + check.Fix : check.Detail })],
        };
    }
}
