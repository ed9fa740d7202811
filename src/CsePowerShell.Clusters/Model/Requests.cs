namespace CsePowerShell.Clusters;

/// <summary>How a create is to be done.</summary>
public sealed class CreateOptions
{
    /// <summary>Keep what was made when the create fails, to look at it; the same command continues.</summary>
    public bool NoRollback { get; set; }

    /// <summary>Limit for the whole operation. Null: <see cref="PhaseLimits.Whole"/>.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>For whom it is done, when it is not for the user of the session. Null: for that user.</summary>
    public OperationOrigin? Origin { get; set; }
}

/// <summary>The wanted number of workers, in one of four ways; exactly one must be set.</summary>
public sealed class ResizeRequest
{
    /// <summary>Worker pool. Null: the only one.</summary>
    public string? Pool { get; set; }

    /// <summary>Wanted total of the pool.</summary>
    public int? WorkerCount { get; set; }

    /// <summary>How many more.</summary>
    public int? Add { get; set; }

    /// <summary>How many fewer.</summary>
    public int? Remove { get; set; }

    /// <summary>Names of the workers to remove; those that are gone already count as removed. Null: the engine chooses.</summary>
    public List<string>? RemoveNodes { get; set; }

    /// <summary>Keep added nodes when the operation fails.</summary>
    public bool NoRollback { get; set; }

    /// <summary>How long evicting the pods of one node may take. Null: <see cref="PhaseLimits.Drain"/>.</summary>
    public TimeSpan? DrainTimeout { get; set; }

    /// <summary>Also remove pods that no controller will make again (kubectl's <c>--force</c>).</summary>
    public bool Force { get; set; }

    /// <summary>Limit for the whole operation. Null: <see cref="PhaseLimits.Whole"/>.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>For whom it is done, when it is not for the user of the session. Null: for that user.</summary>
    public OperationOrigin? Origin { get; set; }
}

/// <summary>How a remove is to be done.</summary>
public sealed class RemoveOptions
{
    /// <summary>Whatever state it is in: a live lease of another operation and a vApp half made are no obstacle.</summary>
    public bool Force { get; set; }

    /// <summary>Limit for the whole operation. Null: <see cref="PhaseLimits.Whole"/>.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>For whom it is done, when it is not for the user of the session. Null: for that user.</summary>
    public OperationOrigin? Origin { get; set; }
}

/// <summary>Which templates.</summary>
public sealed class TemplateQuery
{
    /// <summary>Name, with <c>*</c> and <c>?</c> as wildcards. Null: all.</summary>
    public string? NamePattern { get; set; }

    /// <summary>Only this revision.</summary>
    public int? Revision { get; set; }

    /// <summary>Only this catalog.</summary>
    public string? Catalog { get; set; }
}
