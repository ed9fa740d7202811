using System.Globalization;
using System.Text;

namespace CsePowerShell.VCloud;

/// <summary>A file inside a tar archive: where its bytes lie.</summary>
internal readonly record struct TarEntry(string Name, long Offset, long Length);

/// <summary>
/// Finds the files of a tar archive without reading them. An OVA is a tar of the USTAR format (DMTF DSP0243, 5.4); since disks are larger than the eight
/// gigabytes that it can count, archivers add pax records or GNU's binary numbers, which are read too. There is no reader of the platform for
/// netstandard2.0 (System.Formats.Tar begins with .NET 7), and the packages that have one bring all kinds of archives along for 512 bytes of header.
/// </summary>
internal static class TarIndex
{
    private const int BlockBytes = 512;
    private const long MaxRecordBytes = 1024 * 1024;

    /// <exception cref="OvfPackageException">It is no tar archive, or is cut off.</exception>
    public static IReadOnlyList<TarEntry> Read(Stream archive, string fileName)
    {
        var entries = new List<TarEntry>();
        string? longName = null;
        long? longSize = null;
        long position = 0;
        byte[] header = new byte[BlockBytes];
        while (Fill(archive, position, header) is { } read && read > 0)
        {
            if (read < BlockBytes)
                throw CutOff(fileName);
            if (Array.TrueForAll(header, value => value == 0))
                break;
            if (Checksum(header) != Octal(header, 148, 8, fileName))
                throw new OvfPackageException($"\"{fileName}\" is no OVA: at byte {position.ToString(CultureInfo.InvariantCulture)} there is no tar header.");

            char type = (char)header[156];
            long size = longSize is { } given && type is not ('x' or 'g' or 'L' or 'K') ? given : Number(header, 124, 12, fileName);
            long data = position + BlockBytes;
            if (size < 0 || size > archive.Length - data)
                throw CutOff(fileName);
            switch (type)
            {
                case 'x':
                    (string? name, long? length) = Pax(Text(archive, data, size, fileName));
                    (longName, longSize) = (name ?? longName, length ?? longSize);
                    break;
                case 'L':
                    longName = Text(archive, data, size, fileName).TrimEnd('\0');
                    break;
                case '\0' or '0' or '7':
                    entries.Add(new TarEntry(longName ?? Name(header), data, size));
                    (longName, longSize) = (null, null);
                    break;
                case 'S':
                    throw new OvfPackageException($"\"{fileName}\" was packed with holes left out (GNU sparse), which an OVA must not be.", "Pack it without --sparse.");
                default:
                    // Folders, links, records for all entries: nothing of an OVF package.
                    if (type is not ('g' or 'K'))
                        (longName, longSize) = (null, null);
                    break;
            }

            position = data + ((size + BlockBytes - 1) / BlockBytes * BlockBytes);
        }

        return entries;
    }

    private static int Fill(Stream archive, long position, byte[] buffer)
    {
        archive.Position = position;
        int filled = 0;
        for (int read; filled < buffer.Length && (read = archive.Read(buffer, filled, buffer.Length - filled)) > 0;)
            filled += read;
        return filled;
    }

    // The sum of all bytes, with those of the sum itself taken for blanks.
    private static long Checksum(byte[] header)
    {
        long sum = 0;
        for (int i = 0; i < header.Length; i++)
            sum += i is >= 148 and < 156 ? ' ' : header[i];
        return sum;
    }

    private static string Name(byte[] header)
    {
        string name = Field(header, 0, 100);
        // GNU's older format has other things where USTAR has the prefix, and a blank after the magic word.
        string prefix = Field(header, 257, 6) == "ustar" ? Field(header, 345, 155) : "";
        return prefix.Length == 0 ? name : prefix + "/" + name;
    }

    private static string Field(byte[] header, int offset, int length)
    {
        int end = Array.IndexOf(header, (byte)0, offset, length);
        return Encoding.UTF8.GetString(header, offset, end < 0 ? length : end - offset);
    }

    private static long Number(byte[] header, int offset, int length, string fileName)
    {
        if ((header[offset] & 0x80) == 0)
            return Octal(header, offset, length, fileName);
        long number = header[offset] & 0x7f;
        for (int i = 1; i < length; i++)
            number = checked((number << 8) | header[offset + i]);
        return number;
    }

    private static long Octal(byte[] header, int offset, int length, string fileName)
    {
        long number = 0;
        foreach (char digit in Field(header, offset, length).Trim(' '))
            number = digit is >= '0' and <= '7' ? (number << 3) + (digit - '0') : throw new OvfPackageException($"\"{fileName}\" is no OVA: it has no tar header.");
        return number;
    }

    private static string Text(Stream archive, long position, long length, string fileName)
    {
        if (length > MaxRecordBytes)
            throw new OvfPackageException($"\"{fileName}\" has a tar record of {length.ToString(CultureInfo.InvariantCulture)} bytes where a name or a size was expected.");
        byte[] text = new byte[length];
        return Fill(archive, position, text) == length ? Encoding.UTF8.GetString(text) : throw CutOff(fileName);
    }

    // Records are "LENGTH KEY=VALUE\n"; the length is not needed for the two keys that matter, whose values hold no line break here.
    private static (string? Name, long? Size) Pax(string records)
    {
        string? Value(string key) => records.Split('\n').Select(record => record.Substring(record.IndexOf(' ') + 1))
            .LastOrDefault(record => record.StartsWith(key + "=", StringComparison.Ordinal))?.Substring(key.Length + 1);
        return (Value("path"), long.TryParse(Value("size"), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null);
    }

    private static OvfPackageException CutOff(string fileName) => new($"\"{fileName}\" is cut off: a file in it goes on beyond its end.");
}
