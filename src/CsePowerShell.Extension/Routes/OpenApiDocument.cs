using System.Collections;
using System.Reflection;
using CsePowerShell.Clusters.Contract;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Extension.Routes;

/// <summary>The OpenAPI document, made from the routes that are really there and the types that are really read and written.</summary>
internal static class OpenApiDocument
{
    public static byte[] Write(IEnumerable<Route> routes, string version)
    {
        var schemas = new JObject();
        var paths = new JObject();
        foreach (IGrouping<string, Route> path in routes.GroupBy(route => route.Pattern, StringComparer.Ordinal).OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            var item = new JObject();
            foreach (Route route in path)
                item[route.Method.ToLowerInvariant()] = Operation(route, schemas);
            paths[path.Key] = item;
        }

        var document = new JObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JObject { ["title"] = "CsePowerShell API extension", ["version"] = version },
            ["paths"] = paths,
            ["components"] = new JObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JObject
                {
                    ["vcloud"] = new JObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-vcloud-authorization" },
                    ["bearer"] = new JObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
            ["security"] = new JArray(new JObject { ["vcloud"] = new JArray() }, new JObject { ["bearer"] = new JArray() }),
        };
        return ContractJson.Write(document);
    }

    private static JObject Operation(Route route, JObject schemas)
    {
        var operation = new JObject { ["summary"] = route.Summary };
        JArray parameters = [];
        foreach (string segment in route.Segments.Where(segment => segment[0] == '{'))
        {
            parameters.Add(new JObject
            {
                ["name"] = segment.Trim('{', '}'), ["in"] = "path", ["required"] = true, ["schema"] = new JObject { ["type"] = "string" },
            });
        }

        foreach (QueryParameter parameter in route.Query)
            parameters.Add(Parameter(parameter, schemas));
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (route.RequestBody is { } body)
            operation["requestBody"] = new JObject { ["content"] = new JObject { ["application/json"] = new JObject { ["schema"] = Schema(body, schemas) } } };
        var success = new JObject { ["description"] = "Success." };
        if (route.ResponseBody is { } answer)
            success["content"] = new JObject { ["application/json"] = new JObject { ["schema"] = Schema(answer, schemas) } };
        operation["responses"] = new JObject
        {
            [route.SuccessStatus.ToString(System.Globalization.CultureInfo.InvariantCulture)] = success,
            ["default"] = new JObject
            {
                ["description"] = "An error.",
                ["content"] = new JObject { ["application/json"] = new JObject { ["schema"] = Schema(typeof(ApiError), schemas) } },
            },
        };
        return operation;
    }

    private static JObject Parameter(QueryParameter parameter, JObject schemas)
    {
        JObject schema = Schema(parameter.Type, schemas);
        if (parameter.Type == typeof(int))
            schema["minimum"] = 1;
        if (parameter.Maximum is { } maximum)
            schema["maximum"] = maximum;
        var document = new JObject { ["name"] = parameter.Name, ["in"] = "query", ["description"] = parameter.Description, ["schema"] = schema };
        if (parameter.IsRequired)
            document["required"] = true;
        return document;
    }

    private static JObject Schema(Type type, JObject schemas)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
            return new JObject { ["type"] = "string" };
        if (plain == typeof(bool))
            return new JObject { ["type"] = "boolean" };
        if (plain == typeof(int) || plain == typeof(long))
            return new JObject { ["type"] = "integer" };
        if (plain == typeof(DateTimeOffset))
            return new JObject { ["type"] = "string", ["format"] = "date-time" };
        if (plain.IsEnum)
            return new JObject { ["type"] = "string", ["enum"] = new JArray(Enum.GetNames(plain).Select(Camel)) };
        if (typeof(IDictionary).IsAssignableFrom(plain) || plain == typeof(object))
            return new JObject { ["type"] = "object" };
        if (plain.IsGenericType && typeof(IEnumerable).IsAssignableFrom(plain))
            return new JObject { ["type"] = "array", ["items"] = Schema(plain.GetGenericArguments()[0], schemas) };
        if (schemas[plain.Name] is null)
        {
            var schema = new JObject { ["type"] = "object" };
            schemas[plain.Name] = schema;
            var properties = new JObject();
            foreach (PropertyInfo property in plain.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                JsonPropertyAttribute? named = property.GetCustomAttribute<JsonPropertyAttribute>();
                properties[named?.PropertyName ?? Camel(property.Name)] = Schema(property.PropertyType, schemas);
            }

            schema["properties"] = properties;
        }

        return new JObject { ["$ref"] = "#/components/schemas/" + plain.Name };
    }

    private static string Camel(string name) => new Newtonsoft.Json.Serialization.CamelCaseNamingStrategy().GetPropertyName(name, false);
}
