using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace CsePowerShell.Simulator.Transfers;

/// <summary>
/// <c>/transfer/{upload}/{file}</c>: takes the descriptor, and ranges of files as they come off the wire. What has come counts even when the connection
/// breaks in the middle of a request, so that the next one can go on from there.
/// </summary>
internal sealed partial class TransferEndpoint(World world, TimeProvider clock)
{
    public const string RouteName = "PUT /transfer/{id}/{file}";
    private const string Prefix = "/transfer/";
    private const int MaxDescriptorBytes = 12 * 1024 * 1024;

    public static bool Takes(string path) => path.StartsWith(Prefix, StringComparison.Ordinal);

    /// <exception cref="VcdException">It is not the turn of these bytes, or nobody waits for them.</exception>
    public async Task<ApiResponse> ReceiveAsync(HttpRequest request, string path, User user)
    {
        if (request.Method != "PUT") throw Refuse.MethodNotAllowed(request.Method);
        // Disks are as large as they are; what is not kept needs no limit.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        string[] names = [.. path[Prefix.Length..].Split('/').Select(Uri.UnescapeDataString)];
        TemplateUpload upload;
        lock (world.Gate) upload = Find(names, path, user);
        if (names[1] == TemplateUpload.DescriptorName) await ReceiveDescriptorAsync(request, upload);
        else await ReceiveFileAsync(request, upload, names[1], path);
        return new ApiResponse { Status = 200 };
    }

    private TemplateUpload Find(string[] names, string path, User user)
    {
        VAppTemplate? template = names.Length == 2 && Guid.TryParse(names[0], out Guid id)
            ? world.Templates.FirstOrDefault(candidate => candidate.Upload?.Id == id) : null;
        if (template is null) throw Refuse.NoSuchPath(path);
        return template.Owner == user || user.LevelOn(template.Item.Catalog) >= AccessLevel.Change ? template.Upload! : throw Refuse.NoRight(RightNames.Upload);
    }

    private async Task ReceiveDescriptorAsync(HttpRequest request, TemplateUpload upload)
    {
        string type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!type.Equals("text/xml", StringComparison.OrdinalIgnoreCase)) throw Refuse.UnsupportedMediaType(request.ContentType, "text/xml");
        using MemoryStream body = new();
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            if (body.Length + read > MaxDescriptorBytes) throw Refuse.BadRequest("The OVF descriptor is too long.");
            body.Write(buffer, 0, read);
        }
        body.Position = 0;
        XElement descriptor;
        try
        {
            using XmlReader reader = XmlReader.Create(body, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            descriptor = XElement.Load(reader);
        }
        catch (XmlException wrong)
        {
            throw Refuse.BadRequest($"The OVF descriptor is not well-formed XML: {wrong.Message}");
        }
        lock (world.Gate)
        {
            if (upload.Descriptor is null) upload.Describe(descriptor, body.Length);
            upload.LastActivity = clock.GetUtcNow();
        }
    }

    private async Task ReceiveFileAsync(HttpRequest request, TemplateUpload upload, string name, string path)
    {
        long length = request.ContentLength ?? throw new VcdException(411, "BAD_REQUEST", "A transfer needs a Content-Length.");
        (long first, long total) = Range(request.Headers.ContentRange.ToString(), length);
        TransferFile? file;
        int sender;
        lock (world.Gate)
        {
            file = upload.Files.Find(candidate => candidate.Name == name) ?? throw Refuse.NoSuchPath(path);
            if (file.Size is { } size && size != total) throw OutOfRange($"The file {name} has {size} bytes, not {total}.");
            if (first > file.BytesTransferred) throw OutOfRange($"The bytes of {name} go on at {file.BytesTransferred}, not at {first}.");
            sender = file.Begin(total);
            upload.Look();
        }

        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0; first += read)
        {
            lock (world.Gate)
            {
                if (!file.Take(sender, first, buffer.AsSpan(0, read))) throw new VcdException(409, "CONFLICT", $"Another request sends {name} now.");
                upload.LastActivity = clock.GetUtcNow();
                upload.Look();
            }
        }
    }

    /// <summary>Where the bytes belong, and how long the file is; without Content-Range they are all of it (PG 5.5 p.66).</summary>
    private static (long First, long Total) Range(string header, long length)
    {
        if (header.Length == 0) return (0, length);
        Match match = ContentRange().Match(header);
        if (!match.Success) throw Refuse.BadRequest($"'{header}' is not a Content-Range such as bytes 0-1023/4096.");
        long first = Number(match.Groups["first"].Value), last = Number(match.Groups["last"].Value), total = Number(match.Groups["total"].Value);
        // pyvcloud 19.2.0 counts LAST from the start of its chunk instead of the file; the uploads of CSE 1.0 worked all the same, so vCD does not look.
        if (last != first + length - 1 && last != length - 1) throw OutOfRange($"The range {header} is not the {length} bytes of the request.");
        return first + length <= total ? (first, total) : throw OutOfRange($"The range {header} goes beyond the end of the file.");
    }

    private static VcdException OutOfRange(string message) => new(416, "REQUESTED_RANGE_NOT_SATISFIABLE", message);

    private static long Number(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number : throw Refuse.BadRequest($"'{digits}' is not a number of bytes.");

    [GeneratedRegex(@"^bytes (?<first>\d+)-(?<last>\d+)/(?<total>\d+)$")]
    private static partial Regex ContentRange();
}
