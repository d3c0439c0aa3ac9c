using FsCheck;
using FsCheck.Fluent;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Display;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class TopologyGeneratorTests
{
    [Fact]
    public void Counts_follow_from_the_parameters()
    {
        var parameters =
            from kind in Gen.Elements(Enum.GetValues<IommuArchitecture>())
            from iommus in Gen.Choose(1, 6)
            from perGroup in Gen.Choose(1, 20)
            from devices in Gen.Choose(1, 60)
            from nodes in Gen.Choose(0, 4)
            from width in Gen.Choose(0, 20)
            from pri in Gen.Choose(0, 3)
            from ats in Gen.Choose(0, 32)
            select new TopologyParameters
            {
                Kind = kind,
                Iommus = iommus,
                FunctionsPerGroup = perGroup,
                DevicesPerIommu = devices,
                NumaNodes = nodes,
                PasidWidth = width,
                PriCapacity = (uint)pri,
                AtsDepth = ats,
            };

        Prop.ForAll(
                parameters.ToArbitrary(),
                p =>
                {
                    var file = TopologyGenerator.Generate(p);
                    var topology = file.Apply();
                    var summary = new TopologySummary(topology, file.Source);
                    var groups = (p.DevicesPerIommu + p.FunctionsPerGroup - 1) / p.FunctionsPerGroup;

                    Assert.Equal(
                        (p.Iommus, p.Iommus * p.DevicesPerIommu, p.Iommus * groups * 2),
                        (summary.Iommus.Count, summary.Endpoints, summary.Groups)
                    );
                    Assert.Equal(Math.Min(p.DevicesPerIommu, p.FunctionsPerGroup), summary.LargestGroup);
                    Assert.Equal(p.PasidWidth == 0 ? 0 : summary.Endpoints, summary.WithPasid);
                    Assert.Equal(p.PriCapacity == 0 ? 0 : summary.Endpoints, summary.WithPri);
                    Assert.Equal(p.AtsDepth == 0 ? 0 : summary.Endpoints, summary.WithAts);
                    Assert.Equal(
                        Math.Min(p.NumaNodes, p.Iommus),
                        topology.Functions.Select(f => f.NumaNode).OfType<int>().Distinct().Count()
                    );
                    Assert.All(topology.Iommus, i => Assert.Equal(p.Kind, i.Kind));

                    var text = file.ToYaml();
                    Assert.Equal(text, TopologyFile.Parse(text, "t").ToYaml());
                    Assert.Equal(text, TopologyGenerator.Generate(p).ToYaml());
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(3, 5));
    }

    [Fact]
    public void A_large_one_is_made_and_read_back()
    {
        var file = TopologyGenerator.Generate(new() { Iommus = 10, DevicesPerIommu = 250 });
        var loaded = TopologyFile.Parse(file.ToYaml(), "t").Apply();

        Assert.Equal(5_000, loaded.Functions.Count);
        Assert.Equal(2_500, loaded.Functions.Count(f => f.Pasid is not null));
    }

    [Fact]
    public void Parameters_out_of_bounds_are_refused()
    {
        TopologyParameters[] wrong =
        [
            new() { Iommus = 0 },
            new() { Iommus = 65537 },
            new() { DevicesPerIommu = 0 },
            new() { DevicesPerIommu = 256 },
            new() { FunctionsPerGroup = 257 },
            new() { NumaNodes = -1 },
            new() { PasidWidth = 21 },
            new() { AtsDepth = 33 },
        ];
        Assert.All(wrong, p => Assert.Equal("generate", Assert.Throws<InputException>(() => TopologyGenerator.Generate(p)).File));
    }
}
