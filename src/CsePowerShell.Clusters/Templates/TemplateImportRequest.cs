using System.Text.RegularExpressions;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>A package that is to become a template.</summary>
public sealed class TemplateImportRequest
{
    /// <summary>What vCD keeps of a description, less the digest that is put behind it.</summary>
    public const int MaxDescription = 180;

    private static readonly Regex s_numbered = new(@"^(?<name>.+)_rev(?<revision>[1-9][0-9]{0,8})\z", RegexOptions.CultureInvariant);
    private static readonly Regex s_sha256 = new(@"^[0-9a-fA-F]{64}\z", RegexOptions.CultureInvariant);

    /// <summary>An .ova file, or an .ovf descriptor with its files beside it.</summary>
    public string Path { get; set; } = "";

    /// <summary>Catalog of the session's organization that it goes into.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>Name of the template (<c>cse.template.name</c>). Null: that of the file, less a <c>_revN</c> at its end.</summary>
    public string? Name { get; set; }

    /// <summary>Revision, from 1. Null: what the file's name ends in, else 1.</summary>
    public int? Revision { get; set; }

    /// <summary>Version of Kubernetes in it. Null: what the descriptor says.</summary>
    public string? KubernetesVersion { get; set; }

    /// <summary>Network plugin in it. Null: not recorded.</summary>
    public string? Cni { get; set; }

    /// <summary>Version of the network plugin. Null: not recorded.</summary>
    public string? CniVersion { get; set; }

    /// <summary>What it is. Null: its versions.</summary>
    public string? Description { get; set; }

    /// <summary>The SHA-256 that the OVA has to have. Null: not checked.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Replace what is there under the name.</summary>
    public bool Force { get; set; }

    /// <summary>Make the catalog if it is not there.</summary>
    public bool CreateCatalog { get; set; }

    /// <summary>Let all organizations read a catalog that is made, or was by an earlier try.</summary>
    public bool PublishCatalog { get; set; }

    /// <summary>Keep what was uploaded when it fails or is stopped; the same request goes on with it.</summary>
    public bool NoRollback { get; set; }

    /// <summary>Limit for the whole operation. Null: none.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The template's name: as given, else from the file's.</summary>
    internal string EffectiveName => Name ?? (s_numbered.Match(BaseName) is { Success: true } match ? match.Groups["name"].Value : BaseName);

    internal int EffectiveRevision => Revision ?? (Name is null && s_numbered.Match(BaseName) is { Success: true } match ? int.Parse(match.Groups["revision"].Value, System.Globalization.CultureInfo.InvariantCulture) : 1);

    /// <summary>Name of the catalog item, as CSE 2.5 and later form it, so that revisions lie beside each other.</summary>
    internal string ItemName => $"{EffectiveName}_rev{EffectiveRevision}";

    /// <summary>Whether a catalog is published: one made here, and so one that an earlier try made and could not publish. That has nothing in it yet.</summary>
    internal bool IsToPublish(Catalog catalog) => PublishCatalog && !catalog.IsPublished && catalog.Items.Count == 0;

    private string BaseName => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <exception cref="SpecValidationException">Something is wrong that no server is needed to see.</exception>
    internal void Validate()
    {
        List<ErrorDetail> faults = [];
        void Check(bool isFault, string name, string message)
        {
            if (isFault)
                faults.Add(new ErrorDetail { Name = name, Message = message });
        }

        Check(Catalog.Length == 0, "Catalog", "Name the catalog that the template goes into.");
        Check(EffectiveName.Length is 0 or > 100 || EffectiveName.IndexOfAny(['*', '?', '/', '\\']) >= 0, "Name", $"\"{EffectiveName}\" is not 1 to 100 characters without * ? / \\.");
        Check(EffectiveRevision < 1, "Revision", "A revision is a number from 1.");
        Check(KubernetesVersion is not null && KubernetesVersionNumber.TryParse(KubernetesVersion) is null, "KubernetesVersion", $"\"{KubernetesVersion}\" is no version such as v1.31.4.");
        Check(Sha256 is not null && !s_sha256.IsMatch(Sha256.Trim()), "Sha256", "A SHA-256 has 64 hexadecimal digits.");
        Check(Description is { Length: > MaxDescription }, "Description", $"A description has at most {MaxDescription} characters.");
        Check(PublishCatalog && !CreateCatalog, "Publish", "Only a catalog that is made here is published; give -CreateCatalog with it.");
        if (faults.Count > 0)
            throw new SpecValidationException(faults);
    }
}
