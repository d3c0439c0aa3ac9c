namespace SvaOrleans.Bench.Scale;

/// <summary>What the scale benchmark measured on one engine, everything with a stop-watch or by counting bytes. Nothing here is
/// modelled.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Steps">The ladder, in the order that was asked for.</param>
public sealed record ScaleFigures(string Engine, IReadOnlyList<ScaleStep> Steps);

/// <summary>One step of the ladder.</summary>
/// <param name="Shape">How much there was of everything.</param>
/// <param name="Runs">How often it was measured; each figure is the median.</param>
/// <param name="PingsPerSecond">Grain calls, awaited one by one, in the same process between the measurements.</param>
/// <param name="Objects">Kernel objects alive when everything was bound.</param>
/// <param name="CrowdPings">A grain call when as many grains as that are called in turn, in grain calls of one that is called again and
/// again, by processor time: what a memory larger than the processor's caches alone makes dearer.</param>
/// <param name="Bind">Binds, all hosts together.</param>
/// <param name="BytesPerBond">What the memory in use grew by while the bonds were made, after a full collection before and after, for each
/// bond; what comes with an address space's first bond is in it.</param>
/// <param name="BytesGrowth">The same in terms of the step before; null for the first.</param>
/// <param name="Delivery">Invalidations delivered to devices, of one unmapped page each.</param>
/// <param name="Exit">Exits of address spaces, each with all of its bonds.</param>
/// <param name="Left">The first few objects that were left at the end; there should be none.</param>
public sealed record ScaleStep(
    ScaleShape Shape,
    int Runs,
    double PingsPerSecond,
    int Objects,
    double CrowdPings,
    ScaleCost Bind,
    double BytesPerBond,
    double? BytesGrowth,
    ScaleCost Delivery,
    ScaleCost Exit,
    IReadOnlyList<string> Left
);

/// <summary>What an operation costs.</summary>
/// <param name="PerSecond">How often per second of wall time.</param>
/// <param name="Pings">In grain calls of the same run, by processor time.</param>
/// <param name="Growth">The same in terms of the step before; null for the first.</param>
/// <param name="CrowdPings">In grain calls of as many grains as the run has objects, by processor time.</param>
/// <param name="Calls">Grain calls that it consists of; null on an engine that does not count them.</param>
/// <param name="Collecting">Which share of the wall time the garbage collector took.</param>
/// <param name="PingsWithoutCollecting">In grain calls of the same run, by processor time without the collector's. Few bonds are over
/// before anything must be collected; only of this can steps be compared without asking when a collection falls due.</param>
/// <param name="BytesAllocated">Bytes allocated for it, kept or not.</param>
public sealed record ScaleCost(
    double PerSecond,
    double Pings,
    double? Growth,
    double CrowdPings,
    double? Calls,
    double Collecting,
    double PingsWithoutCollecting,
    double BytesAllocated
);
