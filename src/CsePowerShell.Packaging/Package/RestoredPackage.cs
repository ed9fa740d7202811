using System.Text.Json;
using System.Xml.Linq;

namespace CsePowerShell.Packaging.Package;

/// <summary>A package whose libraries are shipped.</summary>
internal sealed record RestoredPackage
{
    // MIT-licensed packages of the time before licence expressions say so with this address.
    private const string OldMicrosoftLicense = "https://github.com/dotnet/corefx/blob/master/LICENSE.TXT";

    public required string Id { get; init; }

    public required string Version { get; init; }

    public required string Copyright { get; init; }

    /// <summary>An SPDX expression, of which the first alternative is the one chosen.</summary>
    public required string LicenseName { get; init; }

    /// <summary>File names of what is shipped of it.</summary>
    public required IReadOnlyList<string> Libraries { get; init; }

    private string Folder { get; init; } = "";

    /// <summary>The packages that the libraries in a folder came from, as the restore recorded it.</summary>
    public static IReadOnlyList<RestoredPackage> Behind(string libraries, string assets)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(assets));
        JsonElement root = document.RootElement;
        string[] folders = [.. root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        List<(string Library, string Package)> origins = [.. root.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("runtime", out _))
            .SelectMany(package => package.Value.GetProperty("runtime").EnumerateObject().Select(file => (Path.GetFileName(file.Name), package.Name)))];
        ILookup<string, string> shipped = Directory.GetFiles(libraries).Select(file => Path.GetFileName(file)!)
            .ToLookup(file => origins.Find(origin => origin.Library == file).Package ?? throw new PackagingException($"No package is known that '{file}' came from."));
        return [.. shipped.OrderBy(package => package.Key, StringComparer.OrdinalIgnoreCase).Select(package => Read(package.Key, [.. package.Order(StringComparer.Ordinal)], folders))];
    }

    /// <summary>The text in the package itself, else the one of that name among ours.</summary>
    public string LicenseText(string standardTexts)
    {
        string? own = Directory.GetFiles(Folder).FirstOrDefault(file => Path.GetFileNameWithoutExtension(file).Equals("LICENSE", StringComparison.OrdinalIgnoreCase));
        string standard = Path.Combine(standardTexts, LicenseName + ".txt");
        return own is not null ? File.ReadAllText(own)
            : File.Exists(standard) ? File.ReadAllText(standard)
            : throw new PackagingException($"{Id} brings no text of its licence: put it into {Path.GetFileName(standardTexts)}/{LicenseName}.txt.");
    }

    private static RestoredPackage Read(string package, string[] libraries, string[] folders)
    {
        string[] name = package.Split('/');
        string folder = folders.Select(root => Path.Combine(root, package.ToLowerInvariant())).First(Directory.Exists);
        XElement metadata = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        string Value(string element) => metadata.Elements().FirstOrDefault(child => child.Name.LocalName == element)?.Value.Trim() ?? "";
        string license = Value("license");
        return new RestoredPackage
        {
            Id = name[0],
            Version = name[1],
            Copyright = Value("copyright") is { Length: > 0 } copyright ? copyright : $"Copyright (c) {Value("authors")}",
            LicenseName = license.Length > 0 ? license.Split(" OR ")[0]
                : Value("licenseUrl") == OldMicrosoftLicense ? "MIT"
                : throw new PackagingException($"{package} does not say under which licence it may be shipped."),
            Libraries = libraries,
            Folder = folder,
        };
    }
}
