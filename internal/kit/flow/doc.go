// Package flow runs the lifecycles of records from tables: which state, who may do what in it, what must be supplied, how
// long the law gives, who is told when it takes longer.
//
// A domain writes a Flow, a table; the engine takes from it the buttons and the reason why one is not there, the to-do
// centre with its lamps, the deadlines and their escalation, the history, the diagram in docs/design/flow, and the checks
// in Flow.Check. A matter under way is a run; it keeps the version of the table it began with, so that a table may change
// while matters are pending.
//
// Deadlines come from data/law by id, with their article. Separation of duty (NotBy) counts acting officers on both
// sides: neither the person who did the one, nor whoever acts for them, may do the other.
package flow
