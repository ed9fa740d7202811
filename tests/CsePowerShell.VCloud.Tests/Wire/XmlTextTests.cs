using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace CsePowerShell.VCloud.Tests.Wire;

public sealed class XmlTextTests
{
    private static readonly Gen<string> s_text =
        Gen.Elements(
            "<", ">", "&", "\"", "'", "]]>", "<![CDATA[", "<!--", "--", "-->", "<?x ?>", "&amp;", "&#10;", "\r", "\n", "\r\n", "\t", " ", "ä", "日", "😀", "\u2028", "\u0085", "\ufffd",
            "\ufeff", "\u0000", "\u0001", "\u000b", "\u001f", "\u007f", "\ufffe", "\uffff", "\ud800", "\udfff", "a", "Z", "0")
            .ListOf().Select(parts => string.Concat(parts));

    [Fact]
    public void Any_text_arrives_as_it_was_or_is_refused_with_the_character_named() =>
        Prop.ForAll(s_text.ToArbitrary(), text =>
        {
            var element = new XElement(Ns.VCloud + "CustomizationScript", new XAttribute("note", text), text);
            bool isXml = IsXml(text);
            byte[] written;
            try
            {
                written = XmlText.Write(element);
            }
            catch (ArgumentException refused)
            {
                Assert.False(isXml, refused.Message);
                Assert.Contains("U+", refused.Message);
                return;
            }

            Assert.True(isXml, "a character that XML cannot carry was let through");
            XElement read = XmlText.Parse(written);
            Assert.Equal(text, read.Value);
            Assert.Equal(text, read.Attribute("note")!.Value);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>")]
    [InlineData("<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><lolz>&lol2;</lolz>")]
    [InlineData("")]
    [InlineData("{\"json\":true}")]
    public void A_DTD_or_something_else_than_XML_is_not_read(string body) => Assert.Throws<XmlException>(() => XmlText.Parse(Fixtures.Bytes(body)));

    [Fact]
    public void A_document_starts_without_a_byte_order_mark() => Assert.Equal((byte)'<', XmlText.Write(new XElement("a"))[0]);

    private static bool IsXml(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
