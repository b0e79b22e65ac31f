package app

// gallery shows every component and every domain's pages with sample data at /dev/pages of a demonstration; a test draws
// them all.
func (a *App) gallery() {
	if a.cfg.Demo {
		a.Pages.MountGallery(a.Mux)
	}
}
