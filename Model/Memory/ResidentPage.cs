namespace SvaOrleans.Model.Memory;

/// <summary>A page that is in memory.</summary>
/// <param name="Page">The virtual page.</param>
/// <param name="Pte">Its page table entry.</param>
public readonly record struct ResidentPage(PageNumber Page, Pte Pte);
