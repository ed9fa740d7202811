using System.Globalization;
using System.Xml.Linq;

namespace CsePowerShell.Packaging.Help;

/// <summary>Writes help as MAML, the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write(IEnumerable<CmdletHelp> cmdlets) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(s_help + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Command)));

    private static XElement Command(CmdletHelp cmdlet) => new(
        s_command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", cmdlet.Name),
            Text("description", cmdlet.Synopsis),
            Text("copyright", [""]),
            new XElement(s_command + "verb", cmdlet.Verb),
            new XElement(s_command + "noun", cmdlet.Noun),
            new XElement(s_dev + "version")),
        Text("description", cmdlet.Description),
        new XElement(s_command + "syntax", cmdlet.Syntax.Select(set => new XElement(
            s_command + "syntaxItem", new XElement(s_maml + "name", cmdlet.Name), set.Select(parameter => Parameter(parameter, isSyntax: true))))),
        new XElement(s_command + "parameters", cmdlet.Parameters.Select(parameter => Parameter(parameter, isSyntax: false))),
        new XElement(s_command + "inputTypes", cmdlet.Inputs.Select(type => Type("inputType", type))),
        new XElement(s_command + "returnValues", cmdlet.Outputs.Select(type => Type("returnValue", type))),
        new XElement(s_command + "terminatingErrors"),
        new XElement(s_command + "nonTerminatingErrors"),
        cmdlet.Notes.Count > 0 ? new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(cmdlet.Notes))) : null,
        new XElement(s_command + "examples", cmdlet.Examples.Select(Example)),
        new XElement(s_maml + "relatedLinks", cmdlet.Links.Select(link => new XElement(
            s_maml + "navigationLink", new XElement(s_maml + "linkText", link), new XElement(s_maml + "uri")))));

    private static XElement Parameter(ParameterHelp parameter, bool isSyntax) => new(
        s_command + "parameter",
        new XAttribute("required", Word(parameter.IsMandatory)),
        new XAttribute("variableLength", Word(parameter.TakesManyValues)),
        new XAttribute("globbing", Word(parameter.TakesWildcards)),
        new XAttribute("pipelineInput", PipelineInput(parameter)),
        new XAttribute("position", parameter.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(s_maml + "name", parameter.Name),
        Text("description", parameter.Description),
        isSyntax && parameter.AllowedValues.Count > 0
            ? new XElement(s_command + "parameterValueGroup", parameter.AllowedValues.Select(value => Value(value, parameter)))
            : isSyntax && parameter.IsSwitch ? null : Value(parameter.Type, parameter),
        new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.Type), new XElement(s_maml + "uri")),
        new XElement(s_dev + "defaultValue", parameter.DefaultValue));

    private static XElement Value(string text, ParameterHelp parameter) => new(
        s_command + "parameterValue",
        new XAttribute("required", Word(!parameter.IsSwitch)),
        new XAttribute("variableLength", Word(parameter.TakesManyValues)),
        text);

    private static string PipelineInput(ParameterHelp parameter) => (parameter.TakesPipelineProperty, parameter.TakesPipelineValue) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByPropertyName)",
        (false, true) => "True (ByValue)",
        _ => "False",
    };

    private static XElement Type(string element, TypeHelp type) => new(
        s_command + element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", type.Name), new XElement(s_maml + "uri")),
        Text("description", type.Description));

    private static XElement Example(ExampleHelp example)
    {
        // The engine puts four spaces before it, and all of it is to stand on one line of 80.
        string rule = new('-', Math.Max(2, (72 - example.Title.Length) / 2));
        return new XElement(
            s_command + "example",
            new XElement(s_maml + "title", $"{rule} {example.Title} {rule}"),
            Text("introduction", example.Introduction),
            new XElement(s_dev + "code", example.Code),
            // The engine puts the next title straight below the last paragraph, so that one is empty.
            new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""])));
    }

    private static XElement Text(string element, IReadOnlyList<string> paragraphs) => new(s_maml + element, Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> paragraphs) => paragraphs.Select(text => new XElement(s_maml + "para", text));

    private static string Word(bool value) => value ? "true" : "false";
}
