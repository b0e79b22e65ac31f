// Package workday counts statutory time: working days with the holidays and make-up days the State Council decrees, calendar
// days, months, years and hours, with the end moved past a holiday, suspension and extension.
//
// The rules: the day on which a period begins is not counted (民法典 article 201, 行政处罚法 article 85); a period in months or years ends
// on the day of the same number, or on the last of the month where there is none (民法典 article 202); a period whose last day is
// a holiday ends on the first working day after it (民法典 article 203); hours run through nights and holidays.
//
// A Calendar is a value made from the published exceptions (package data/holiday has them). For a year whose arrangement is
// not published nothing is guessed: the error is *Unpublished and names the year. Notices of one year now and then move a
// weekend at the end of the year before, so a date in late December may still change while the next year is unpublished.
package workday
