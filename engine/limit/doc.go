// Package limit reads limits and test results as laboratories and notices really write them, and judges the one by the
// other with a reason an inspector can sign.
//
// A limit may be a figure (≤0.5mg/kg), a range (6.0~9.0), a prohibition (不得检出, 不得使用, 0/25g), a sampling plan
// (n=5,c=2,m=10²,M=10³CFU/g) or no limit (暂无标准值, 按生产需要适量使用, empty). A result may be a figure, a censored figure
// (<0.01), a word (未检出, ND, 检出) or the set of results of a sampling plan.
//
// The package never guesses. What it cannot read with certainty is refused, and the refusal says why:
//
//   - a slash for a decimal point (82/8), a spreadsheet's date (Jan-82), a lost superscript (1.77×103, m=102);
//   - digits parted by a space or a comma (1 000 and 1,000 may be one number or two);
//   - a unit it does not know, or ppm and ppb, which are not lawful units (GB 3101-1993) and do not say mass or volume;
//   - units that only substance-specific facts could convert: mg/kg and mg/L (density), meq/kg and g/100g, CFU and MPN,
//     CFU/g and CFU/mL;
//   - a unit on one side only. With no unit on either side the two are taken to be in the same unit, and the reason says so;
//   - a mere conclusion (合格, 不合格): it is somebody else's judgement, not a result.
//
// Choices that the standards leave open, and how they are made here:
//
//   - Against a prohibition any positive figure or 检出 fails; 未检出, ND, <LOD, a figure with < and zero pass. A laboratory that
//     reports zero has found nothing; it did not detect.
//   - Against an upper limit 未检出 passes, also where the limit of detection is not given: the method is presumed fit for
//     the limit. Where it is given and lies above the limit, nothing can be told. Against a minimum 未检出 fails.
//   - A sampling plan (GB 4789.1, GB 29921) needs n results to pass. It fails as soon as the results at hand suffice: one above
//     M, or more than c above m. Fewer results than n that do not yet fail cannot be judged; more than n neither.
//   - Comparison is by full value unless the caller asks for rounded value (GB/T 8170-2008, 4.3); rounding is half to even, once,
//     from the figure as reported, after conversion to the unit of the limit.
//   - A negative content is impossible and refused, save for temperatures and where the limit itself is negative.
package limit
