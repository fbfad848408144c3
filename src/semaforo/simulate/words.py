"""What the synthetic people and companies are called, as a Spanish CRM would hold it."""

from __future__ import annotations

WOMEN = (
    "María", "Carmen", "Lucía", "Ana", "Laura", "Marta", "Elena", "Sofía", "Cristina", "Paula",
    "Rocío", "Inés", "Begoña", "Nuria", "Mónica", "Verónica", "Ángela", "Irene", "Belén", "Aitana",
    "Montserrat", "Ainhoa", "Noelia", "Raquel",
)  # fmt: skip
MEN = (
    "José", "Antonio", "Javier", "Manuel", "Carlos", "Álvaro", "Andrés", "Sergio", "Íñigo",
    "Rubén", "Óscar", "Iván", "Jesús", "Martín", "Adrián", "Raúl", "Jorge", "Pablo", "Ramón",
    "Xavier", "Gonzalo", "Hugo", "Nicolás", "Joaquín",
)  # fmt: skip
SURNAMES = (
    "García", "Fernández", "González", "Rodríguez", "López", "Martínez", "Sánchez", "Pérez",
    "Gómez", "Martín", "Jiménez", "Ruiz", "Hernández", "Díaz", "Moreno", "Muñoz", "Álvarez",
    "Romero", "Alonso", "Gutiérrez", "Navarro", "Torres", "Domínguez", "Vázquez", "Ramos", "Gil",
    "Núñez", "Ibáñez", "Peña", "Cañizares", "Echeverría", "Puig", "Castaño", "Güell", "Ordóñez",
    "Zabala", "Ferrer", "Soto", "Crespo", "Quintana", "Iglesias", "Beltrán", "Pardo", "Rius",
)  # fmt: skip

LEVELS = ("executive", "manager", "staff")
TITLES = (
    # (level, woman's form, man's form, how common)
    (0, "Directora general", "Director general", 3),
    (0, "CEO", "CEO", 3),
    (0, "Directora de marketing", "Director de marketing", 4),
    (0, "Directora comercial", "Director comercial", 4),
    (0, "Directora financiera", "Director financiero", 2),
    (0, "Directora de Operaciones", "Director de Operaciones", 2),
    (0, "CMO", "CMO", 1),
    (0, "Gerente general", "Gerente general", 2),
    (1, "Jefa de ventas", "Jefe de ventas", 5),
    (1, "Jefa de proyecto", "Jefe de proyecto", 4),
    (1, "Responsable de marketing", "Responsable de marketing", 6),
    (1, "Responsable de compras", "Responsable de compras", 3),
    (1, "Responsable de TI", "Responsable de TI", 3),
    (1, "Marketing Manager", "Marketing Manager", 4),
    (2, "Técnica de marketing", "Técnico de marketing", 8),
    (2, "Comercial", "Comercial", 8),
    (2, "Administrativa", "Administrativo", 7),
    (2, "Analista de datos", "Analista de datos", 5),
    (2, "Desarrolladora", "Desarrollador", 5),
    (2, "Consultora", "Consultor", 6),
    (2, "Diseñadora gráfica", "Diseñador gráfico", 3),
    (2, "Recepcionista", "Recepcionista", 2),
    (2, "Becaria", "Becario", 4),
    (2, "Estudiante", "Estudiante", 6),
)

INDUSTRIES = (
    ("Software", 12),
    ("Fintech", 5),
    ("Consultoría", 10),
    ("Industria", 14),
    ("Construcción", 8),
    ("Comercio", 14),
    ("Logística", 6),
    ("Sanidad", 7),
    ("Educación", 6),
    ("Turismo", 7),
    ("Alimentación", 6),
    ("Energía", 3),
    ("Administración pública", 2),
)
COUNTRIES = (
    # (usual spelling, another that people type, how common)
    ("España", "ESPAÑA", 70),
    ("México", "Mexico", 10),
    ("Colombia", "colombia", 6),
    ("Argentina", "ARGENTINA", 5),
    ("Chile", "chile", 4),
    ("Perú", "Peru", 3),
    ("Portugal", "PORTUGAL", 2),
)
PROVINCES = (
    "Madrid", "Barcelona", "Valencia", "Sevilla", "Málaga", "Vizcaya", "A Coruña", "Zaragoza",
    "Murcia", "Alicante", "Cádiz", "Asturias", "Guipúzcoa", "Cantabria", "Ávila", "León",
    "Castellón", "Almería", "Logroño", "Jaén",
)  # fmt: skip

FIRMS = (
    "Talleres", "Grupo", "Industrias", "Servicios", "Soluciones", "Sistemas", "Logística",
    "Distribuciones", "Consultores", "Tecnologías", "Construcciones", "Alimentos", "Clínica",
    "Editorial", "Transportes", "Comercial", "Laboratorios", "Estudio", "Energías", "Academia",
)  # fmt: skip
OWNERS = (
    "Ibarra", "Montalbán", "del Sur", "Ebro", "Costa Brava", "Aranda", "Norte", "Levante",
    "Guadiana", "Peñalba", "Olmedo", "Cañada", "Itálica", "Montseny", "Arlanza", "Baena",
    "Ulloa", "Zurbano", "Alcázar", "Tramontana", "Urquijo", "Valdés", "Bidasoa", "Siurana",
    "Almagro", "Cabrera", "Duero", "Salvatierra", "Lanuza", "Monteverde", "Otero", "Yagüe",
    "Numancia", "Segura", "Alba", "Medina", "Foix", "Albéniz", "Turia", "Miño", "Peris", "Roca",
    "Sagunto", "Támara", "Villalba", "Ortigosa", "Mirasierra", "Castellar", "Ripoll", "Besalú",
)  # fmt: skip
FORMS = (" SL", " SA", " S.L.U.", "", "", " y Asociados")
ENDINGS = (".es", ".com", ".es", ".net")

FREE_MAIL = ("gmail.com", "hotmail.com", "hotmail.es", "outlook.es", "yahoo.es", "icloud.com")
SOURCES = ("web", "feria", "LinkedIn", "recomendación", "webinar", "compra de base", "Google Ads")
BLANKS = ("-", "N/D", "n/a", ".")
"""What people write in a required field when they won't answer."""

PATHS = (
    # (path, how often it is read)
    ("/", 18),
    ("/producto", 10),
    ("/producto/automatizacion", 7),
    ("/producto/informes", 5),
    ("/producto/integraciones", 5),
    ("/blog/que-es-lead-scoring", 9),
    ("/blog/casos-de-uso", 7),
    ("/blog/guia-rgpd", 5),
    ("/clientes", 5),
    ("/clientes/caso-ibarra", 3),
    ("/recursos", 4),
    ("/contacto", 3),
    ("/empleo", 3),
    ("/ayuda", 3),
    ("/buscar?q=precio", 2),
)
PRICING_PATH = "/precios"
