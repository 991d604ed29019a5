# Les mots du thème. Un site en remplace ce qu'il veut dans son propre dossier i18n/.

strata-skip = Aller au contenu
strata-main = Navigation principale
strata-footer = Pied de page
strata-languages = Langues
strata-breadcrumbs = Fil d’Ariane
strata-home = Accueil
strata-theme = Thème
    .light = Clair
    .system = Système
    .dark = Sombre
strata-search = Rechercher
    .placeholder = Rechercher dans ce site
    .close = Fermer
    .found = Pages trouvées : #
    .nothing = Aucune page ne contient ces mots.
    .failed = La recherche n’a pas pu être chargée. Réessayez.
strata-hero-drawing = Des couches, l’une sur l’autre

# Articles
strata-toc = Sur cette page
strata-updated = mis à jour le { $date }
strata-reading-time = { $minutes } min de lecture
strata-edit = Modifier cette page
strata-related = À lire aussi
strata-siblings = Avant et après cette page
strata-previous = Précédent
strata-next = Suivant
strata-newer = Plus récent
strata-older = Plus ancien
strata-untranslated = Cette page n’est pas encore traduite. Voici le texte en :
strata-callout =
    .note = Remarque
    .tip = Conseil
    .important = Important
    .warning = Avertissement
    .caution = Attention

# Listes
strata-all-of = Tout voir : { $title }
strata-all-pages = { $title } : toutes les pages
strata-overview = Vue d’ensemble
strata-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
strata-pagination = Pages de cette liste
strata-page-of = Page { $page } sur { $pages }
strata-archive-parts = Parties de ces archives

strata-not-found = Rien dans cette couche
    .title = Page introuvable
    .lead = Aucune page n’a cette adresse. Elle a peut-être été déplacée, ou le lien comporte une erreur.
    .home = Aller à la page d’accueil

# Composants
strata-props = Propriétés de { $component }
    .prop = propriété
    .type = type
    .default = par défaut
    .meaning = sens
    .required = obligatoire
    .none = aucune
    .empty = Il ne prend aucune propriété.
    .slots = Emplacements :
    .size = Une page avec cet îlot et aucun autre charge { $bytes } octets de script et de WebAssembly avec brotli ({ $raw } sans compression).
    .quiet = Il n’envoie aucun script.
