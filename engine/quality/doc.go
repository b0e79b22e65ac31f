// Package quality holds the statistics by which a laboratory and whoever supervises it tell good measurements from bad ones:
// the Westgard rules of control charts, the robust mean and deviation of a proficiency round (ISO 13528, Algorithm A) with
// their z-scores, the spread of duplicates, the spread between laboratories that Horwitz and Thompson expect, recovery.
//
// It is pure: no database, no clock, no chance. Shares are given in percent where the name ends in Percent, mass fractions as a
// plain ratio (1 mg/kg is 1e-6).
//
// The constants are recalled and still to be checked against the printed texts (待核): those of Horwitz (1982) and Thompson
// (2000), of ISO 13528 / GB/T 28043 Algorithm A, the bounds of the z-score, the two thirds of repeatability.
package quality
