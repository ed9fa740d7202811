namespace CsePowerShell.Packaging.Help;

/// <summary>Everything that Get-Help says about one cmdlet.</summary>
internal sealed record CmdletHelp
{
    public required string Verb { get; init; }

    public required string Noun { get; init; }

    public string Name => $"{Verb}-{Noun}";

    public required IReadOnlyList<string> Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The parameter sets, the default one first; each with its parameters in the order of the syntax line.</summary>
    public required IReadOnlyList<IReadOnlyList<ParameterHelp>> Syntax { get; init; }

    /// <summary>All parameters, a parameter of several sets once.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    public required IReadOnlyList<TypeHelp> Inputs { get; init; }

    public required IReadOnlyList<TypeHelp> Outputs { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    public IReadOnlyList<ExampleHelp> Examples { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <summary>A parameter in one parameter set, or over all of them.</summary>
internal sealed record ParameterHelp
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>As the syntax line has it, such as <c>String[]</c>.</summary>
    public required string Type { get; init; }

    public required bool IsMandatory { get; init; }

    /// <summary>Null: by name only.</summary>
    public required int? Position { get; init; }

    public required bool TakesPipelineValue { get; init; }

    public required bool TakesPipelineProperty { get; init; }

    public required bool TakesWildcards { get; init; }

    public required bool IsSwitch { get; init; }

    public required bool TakesManyValues { get; init; }

    public required string DefaultValue { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<string> AllowedValues { get; init; } = [];
}

/// <summary>A type that goes in or comes out.</summary>
internal sealed record TypeHelp(string Name, IReadOnlyList<string> Description);

/// <summary>An example: its code runs as it stands, so what it prints is no part of it.</summary>
internal sealed record ExampleHelp(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);
