using System.Globalization;

namespace CsePowerShell.Binding;

/// <summary>
/// A name as the user typed it, with PowerShell's wildcards: <c>*</c>, <c>?</c>, <c>[a-z]</c>, and the backtick that takes their meaning away.
/// Our own, because the libraries' queries know only <c>*</c> and <c>?</c>: the server gets a pattern that matches at least as much, and
/// what comes back is matched again here.
/// </summary>
internal sealed class NamePattern
{
    private readonly List<Element> _elements = [];

    public NamePattern(string text)
    {
        Text = text;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '`' when i + 1 < text.Length:
                    _elements.Add(Element.Literal(text[++i]));
                    break;
                case '*':
                    _elements.Add(Element.Any);
                    break;
                case '?':
                    _elements.Add(Element.One);
                    break;
                case '[' when text.IndexOf(']', i + 1) is > 0 and int end:
                    _elements.Add(Element.Set(text.Substring(i + 1, end - i - 1)));
                    i = end;
                    break;
                default:
                    _elements.Add(Element.Literal(text[i]));
                    break;
            }
        }
    }

    private NamePattern(string name, IEnumerable<Element> elements)
    {
        Text = name;
        _elements.AddRange(elements);
    }

    /// <summary>The pattern that matches this name and no other.</summary>
    public static string Escape(string name) => string.Concat(name.Select(c => c is '*' or '?' or '[' or ']' or '`' ? "`" + c : c.ToString()));

    /// <summary>What was typed.</summary>
    public string Text { get; }

    /// <summary>Whether it can match more than one name.</summary>
    public bool HasWildcards => _elements.Exists(element => element.Kind != ElementKind.Literal);

    /// <summary>The name without escapes, when it is one name.</summary>
    public string Literal => string.Concat(_elements.Select(element => element.Character));

    /// <summary>A pattern of <c>*</c> and <c>?</c> alone that matches at least what this one does.</summary>
    public string ForServer() => string.Concat(_elements.Select(element => element.Kind switch
    {
        ElementKind.Any => '*',
        ElementKind.Literal when element.Character is not ('*' or '?') => element.Character,
        _ => '?',
    }));

    /// <summary>A name that an object told: no character of it is a wildcard.</summary>
    public static NamePattern Exactly(string name) => new(name, name.Select(Element.Literal));

    public bool Matches(string name) => Matches(name, 0, 0);

    public override string ToString() => Text;

    private bool Matches(string name, int at, int element)
    {
        for (; element < _elements.Count; element++, at++)
        {
            if (_elements[element].Kind == ElementKind.Any)
            {
                // Stars in a row are one star; this keeps the search from growing with their number.
                while (element + 1 < _elements.Count && _elements[element + 1].Kind == ElementKind.Any)
                {
                    element++;
                }

                if (element == _elements.Count - 1)
                {
                    return true;
                }

                for (int next = at; next <= name.Length; next++)
                {
                    if (Matches(name, next, element + 1))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (at >= name.Length || !_elements[element].Accepts(name[at]))
            {
                return false;
            }
        }

        return at == name.Length;
    }

    private enum ElementKind
    {
        Literal,
        One,
        Any,
        Set,
    }

    private readonly record struct Element(ElementKind Kind, char Character, string Characters)
    {
        public static Element Any { get; } = new(ElementKind.Any, '*', "");

        public static Element One { get; } = new(ElementKind.One, '?', "");

        public static Element Literal(char character) => new(ElementKind.Literal, character, "");

        public static Element Set(string characters) => new(ElementKind.Set, '?', characters);

        public bool Accepts(char candidate) => Kind switch
        {
            ElementKind.One => true,
            ElementKind.Literal => Same(Character, candidate),
            _ => InSet(candidate),
        };

        private bool InSet(char candidate)
        {
            for (int i = 0; i < Characters.Length; i++)
            {
                if (i + 2 < Characters.Length && Characters[i + 1] == '-')
                {
                    char lower = Fold(candidate);
                    if (lower >= Fold(Characters[i]) && lower <= Fold(Characters[i + 2]))
                    {
                        return true;
                    }

                    i += 2;
                }
                else if (Same(Characters[i], candidate))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool Same(char left, char right) => Fold(left) == Fold(right);

        private static char Fold(char character) => char.ToLower(character, CultureInfo.InvariantCulture);
    }
}
