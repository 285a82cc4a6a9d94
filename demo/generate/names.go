package main

// Ordinary first names and made-up but likely family names. They are drawn
// together at random; that somebody bears one of the pairs says nothing of them.

var women = []string{
	"Aase", "Agnes", "Aisha", "Alma", "Anette", "Anja", "Anne", "Astrid", "Aurora", "Beate", "Berit", "Birgit",
	"Bodil", "Camilla", "Cecilie", "Dagny", "Ebba", "Eline", "Elin", "Ella", "Eva", "Fatima", "Frida", "Grete",
	"Gro", "Guro", "Hedda", "Hege", "Helga", "Helene", "Hilde", "Ida", "Inger", "Ingrid", "Irene", "Janne",
	"Jorunn", "Julie", "Karin", "Kristin", "Lea", "Lena", "Linn", "Maja", "Malin", "Maren", "Margit", "Maria",
	"Marit", "Merete", "Mona", "Nadia", "Nina", "Nora", "Oda", "Olaug", "Ragnhild", "Randi", "Reidun", "Renate",
	"Rita", "Runa", "Sara", "Selma", "Signe", "Silje", "Siri", "Solveig", "Svanhild", "Synne", "Thea", "Tiril",
	"Tone", "Tuva", "Unni", "Vera", "Vibeke", "Wenche", "Yngvild", "Zofia", "Åse",
}

var men = []string{
	"Aksel", "Ali", "Anders", "Arild", "Arne", "Asbjørn", "Bjarne", "Bjørn", "Birger", "Brage", "Dag", "Daniel",
	"Eirik", "Einar", "Emil", "Erlend", "Espen", "Even", "Finn", "Fredrik", "Frode", "Geir", "Gunnar", "Halvor",
	"Harald", "Henrik", "Håkon", "Ivar", "Jakob", "Jan", "Jens", "Jostein", "Kasper", "Kjell", "Knut", "Kåre",
	"Lars", "Leif", "Magnus", "Marek", "Martin", "Mats", "Mohammed", "Morten", "Nils", "Odd", "Olav", "Oskar",
	"Ove", "Petter", "Rolf", "Rune", "Sander", "Sigurd", "Simen", "Sindre", "Stein", "Sven", "Tarjei", "Terje",
	"Thomas", "Tor", "Torbjørn", "Trygve", "Ulrik", "Vegard", "Vidar", "Øyvind",
}

var families = []string{
	"Aasland", "Almvik", "Andvik", "Askerud", "Austvoll", "Bakkerud", "Bergsvik", "Bjerkeli", "Bjørnstadvik", "Blomseth",
	"Borgvik", "Brattvoll", "Breidvik", "Brekkvoll", "Bruvik", "Bøhnvik", "Dalsbø", "Djupvåg", "Eidsvåg", "Eikvoll",
	"Elvestrand", "Engvik", "Fagervoll", "Fjellanger", "Fjordheim", "Flatøy", "Fossvik", "Furuheim", "Granvik", "Grindvoll",
	"Grønvik", "Gullvåg", "Haugsvik", "Heggvoll", "Hellevik", "Hestnes", "Holmvik", "Hovland", "Hundvik", "Høgvoll",
	"Isvik", "Jarvoll", "Kaldheim", "Karlsvik", "Kirkevåg", "Kleivland", "Knarvik", "Kollvik", "Kvamsdal", "Kvernvik",
	"Langvoll", "Leirvåg", "Lindvik", "Lyngstrand", "Lysvoll", "Løkvik", "Marvoll", "Melvik", "Moldvik", "Myrvoll",
	"Nesvåg", "Nordvoll", "Nygårdsvik", "Odden", "Oksvik", "Ravnvåg", "Reinvik", "Rognvoll", "Rosvik", "Røysland",
	"Sagvoll", "Sandvåg", "Seljevik", "Skarvik", "Skogvoll", "Slettvik", "Solvåg", "Stavvik", "Steinvoll", "Storvik",
	"Strandvoll", "Sundvik", "Svartvåg", "Sætervik", "Sørvoll", "Tangvik", "Teigvoll", "Torsvik", "Tveitvik", "Ulvik",
	"Valvåg", "Vangvik", "Vassvoll", "Vestvik", "Vinjevoll", "Vågsnes", "Yksvik", "Ødegårdsvik", "Økland", "Åmotvik",
	"Ahmadi", "Kowalczyk", "Nguyen", "Hassan", "Petrauskas", "Osman",
}
