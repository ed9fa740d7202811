using System.Globalization;
using System.Text;
using System.Xml;

namespace CsePowerShell.Extension.Messages;

/// <summary>vCD's error document. Clients of CSE 1.x parse every 504 as this, those of 1.2 every 401 too, whatever type is announced.</summary>
internal static class VCloudErrorXml
{
    private const string Namespace = "http://www.vmware.com/vcloud/v1.5";

    public static byte[] Write(int status, string minorErrorCode, string message)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            writer.WriteStartElement("Error", Namespace);
            writer.WriteAttributeString("majorErrorCode", status.ToString(CultureInfo.InvariantCulture));
            writer.WriteAttributeString("minorErrorCode", minorErrorCode);
            writer.WriteAttributeString("message", Clean(message));
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }

    // What XML cannot carry must not turn an error into another error.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                clean.Append(text[i]).Append(text[++i]);
            else
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return clean.ToString();
    }
}
