using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>XML as bytes and back. No DTD is ever read: nothing in an answer can make this client fetch or expand anything.</summary>
internal static class XmlText
{
    private static readonly XmlReaderSettings s_reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private static readonly XmlWriterSettings s_writing = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        // A carriage return in a script has to arrive as one; unescaped, every parser turns it into a line feed.
        NewLineHandling = NewLineHandling.Entitize,
        CheckCharacters = true,
    };

    /// <summary>The most elements vCD takes in one request (vCloud API Programming Guide 5.5, page 20).</summary>
    public const int MaxRequestElements = 4096;

    /// <summary>Reads a document.</summary>
    /// <exception cref="XmlException">This is no XML, or has a DTD.</exception>
    public static XElement Parse(byte[] body)
    {
        using var stream = new MemoryStream(body, writable: false);
        using var reader = XmlReader.Create(stream, s_reading);
        return XDocument.Load(reader).Root ?? throw new XmlException("The document has no root element.");
    }

    /// <summary>Writes a request document with its elements in the order the schemas demand.</summary>
    /// <exception cref="ArgumentException">A text holds a character that XML cannot carry, or the document is larger than vCD takes.</exception>
    public static byte[] Write(XElement root)
    {
        Validate(root);
        ElementOrder.Arrange(root);
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, s_writing))
            new XDocument(root).Save(writer);
        return stream.ToArray();
    }

    private static void Validate(XElement root)
    {
        int elements = 0;
        foreach (XElement element in root.DescendantsAndSelf())
        {
            elements++;
            if (!element.HasElements)
                Check(element.Name.LocalName, element.Value);
            foreach (XAttribute attribute in element.Attributes())
                Check(attribute.Name.LocalName, attribute.Value);
        }

        if (elements > MaxRequestElements)
            throw new ArgumentException($"The request {root.Name.LocalName} has {elements} elements; vCloud Director takes {MaxRequestElements}. Split it into smaller ones.");
    }

    private static void Check(string name, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                i++;
            else if (!XmlConvert.IsXmlChar(text[i]))
                throw new ArgumentException($"The text of {name} holds the character U+{(int)text[i]:X4} at position {i}, which XML cannot carry. Leave it out.");
        }
    }
}
