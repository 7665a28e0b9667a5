package org.sealpost.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Roster;

/**
 * All that {@link RosterPolicy} looks at: a list from elsewhere, and what the directory holds now.
 *
 * @param links what was made of the list before, by the id of the listed entry
 * @param present the entries of the directory that the list or the links name, by the key of each address and alias
 * @param units all units
 * @param vanishPercent the most people of the list that may vanish in one go
 */
public record RosterFacts(
        Roster roster,
        Map<String, Roster.Link> links,
        Map<String, DirectoryEntry> present,
        Set<OrganizationalUnit> units,
        int vanishPercent) {
    public RosterFacts {
        links = Map.copyOf(links);
        present = Map.copyOf(present);
        units = Set.copyOf(units);
    }

    /** Nothing was taken from the list before. */
    public static RosterFacts ofFile(
            List<Roster.Listed> listed, Map<String, DirectoryEntry> present, Set<OrganizationalUnit> units) {
        return new RosterFacts(new Roster(listed, false), Map.of(), present, units, 100);
    }
}
