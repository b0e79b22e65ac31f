package sampling

import "shian/internal/domain/place"

// Prefixes gives the prefix of each office's notices by its region.
func (s *Service) Prefixes() map[string]string {
	out := map[string]string{}
	for _, r := range s.needs.Places.Tree().All() {
		if r.ValidTo == "" && len(place.Short(r.Code)) <= 6 {
			_, series := s.office(r.Code, KindNotice)
			out[place.Short(r.Code)] = series.Prefix
		}
	}
	return out
}
