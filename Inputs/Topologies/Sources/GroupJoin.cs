using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Joins the groups of several files. If two files disagree, the error is at the line of the second one.</summary>
internal sealed class GroupJoin
{
    private readonly SortedDictionary<Bdf, Found<int?>> _groupOf = [];
    private readonly SortedDictionary<int, SortedSet<string>> _others = [];
    private readonly SortedSet<int> _groups = [];
    private readonly SortedDictionary<int, IommuGroup> _attributes = [];

    /// <summary>Joins a folder's files.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="known">The functions there are, and where they are listed.</param>
    /// <exception cref="InputException">Two files disagree, or name what the others do not know.</exception>
    public GroupJoin(SourceFolder source, SortedDictionary<Bdf, string> known)
    {
        TakeAll(source.Links, System.IO.Path.Combine(source.Path, "iommu_group_links.txt"), known);
        TakeAll(source.Pairs, System.IO.Path.Combine(source.Path, "iommu_groups.txt"), known);
        foreach (var function in source.Devices ?? [])
        {
            if (function.ShowsGroup)
            {
                Take(function.Bdf, function.Group);
            }
        }

        var lspciHasGroups = source.Lspci?.Any(f => f.Group is not null) ?? false;
        foreach (var function in source.Lspci ?? [])
        {
            if (function.Group is { } group)
            {
                Take(group.With(function.Bdf.Value), group.Value);
            }
            else if (lspciHasGroups)
            {
                Take(function.Bdf, null);
            }
        }

        foreach (var group in source.GroupAttributes ?? [])
        {
            if (_groups.Count > 0 && !_groups.Contains(group.Value.Id))
            {
                throw group.Wrong($"group {group.Value.Id} has no members in the other files", "the groups of iommu_group_links.txt");
            }

            _groups.Add(group.Value.Id);
            _attributes[group.Value.Id] = group.Value;
        }
    }

    /// <summary>Whether any function is in a group.</summary>
    public bool Any => _groups.Count > 0;

    /// <summary>The groups, in order of number.</summary>
    public IEnumerable<IommuGroup> Groups =>
        _groups.Select(id =>
            _attributes.GetValueOrDefault(id, new IommuGroup { Id = id }) with
            {
                Others = [.. _others.GetValueOrDefault(id) ?? []],
            }
        );

    /// <summary>Gives each function a group of its own.</summary>
    /// <param name="functions">The functions, in order.</param>
    public void AssumeOneEach(IEnumerable<Bdf> functions)
    {
        var id = 0;
        foreach (var bdf in functions)
        {
            _groups.Add(id);
            _groupOf[bdf] = new(id++, "", 0);
        }
    }

    /// <summary>A function's group, or null.</summary>
    /// <param name="bdf">The function.</param>
    public int? Of(Bdf bdf) => _groupOf.TryGetValue(bdf, out var group) ? group.Value : null;

    /// <summary>Takes a complete file: a function that it does not list is in no group.</summary>
    private void TakeAll(List<Found<(int Group, string Member)>>? members, string file, SortedDictionary<Bdf, string> known)
    {
        if (members is null)
        {
            return;
        }

        var listed = new SortedSet<Bdf>();
        foreach (var member in members)
        {
            var (group, name) = member.Value;
            if (!Bdf.TryParse(name, out var bdf))
            {
                if (SourceLines.IsBrokenAddress(name))
                {
                    throw member.Wrong($"'{name}' is no PCI address", "an address such as 0000:43:00.0");
                }

                // Platform devices are in groups too.
                _groups.Add(group);
                if (!_others.TryGetValue(group, out var set))
                {
                    _others.Add(group, set = new(StringComparer.Ordinal));
                }

                set.Add(name);
                continue;
            }

            if (!known.ContainsKey(bdf))
            {
                throw member.Wrong($"group {group} has a function {bdf} that is not in {known.Values.First()}", "functions of the machine");
            }

            listed.Add(bdf);
            Take(member.With(bdf), group);
        }

        foreach (var bdf in known.Keys)
        {
            if (!listed.Contains(bdf))
            {
                Take(new(bdf, file, 0), null);
            }
        }
    }

    private void Take(Found<Bdf> at, int? group)
    {
        if (group is { } id)
        {
            _groups.Add(id);
        }

        if (!_groupOf.TryGetValue(at.Value, out var before))
        {
            _groupOf.Add(at.Value, at.With(group));
        }
        else if (before.Value != group)
        {
            var where = before.Line == 0 ? before.File : $"{before.File}:{before.Line}";
            throw at.Wrong(
                $"function {at.Value} is in {Words(group)} here, but in {Words(before.Value)} in {where}",
                "files taken from one machine at one time"
            );
        }
    }

    private static string Words(int? group) => group is { } id ? $"group {id}" : "no group";
}
