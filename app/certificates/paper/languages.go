package paper

import (
	"fmt"
	"time"
)

// languages are those whose words are printed; courses in others have theirs
// in English. No wording says or supposes whether the holder is a man or a woman.
var languages = map[string]*messages{
	"en": {
		heading:     "CERTIFICATE OF COMPLETION",
		certifies:   "This is to certify that",
		completed:   "has completed the course",
		completedOn: "Completed",
		issuedOn:    "Issued",
		validUntil:  "Valid until",
		noExpiry:    "No expiry",
		serial:      "Serial",
		issuedBy:    "Issued by",
		version:     "Version %d",
		modules:     "Modules: %s",
		more:        "and %d more",
		check:       "Check it at the address below or by the code: enter the serial and the printed name.",
		codeAlt:     "QR code that opens %s",
		logoAlt:     "Logo of %s",
		specimen:    "SPECIMEN",
		holder:      "Name of the holder",
		factsMark:   "Dates and serial",
		checkMark:   "How to check it",
		hour:        "%s hour of study",
		hours:       "%s hours of study",
		single:      one,
		decimal:     ".",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July",
			"August", "September", "October", "November", "December"},
		date: dayMonthYear("%d %s %d"),
	},
	"fr": {
		heading:     "CERTIFICAT DE FIN DE FORMATION",
		certifies:   "Il est certifié que",
		completed:   "a achevé la formation",
		completedOn: "Formation achevée le",
		issuedOn:    "Délivré le",
		validUntil:  "Valable jusqu’au",
		noExpiry:    "Sans limite",
		serial:      "Numéro",
		issuedBy:    "Délivré par",
		version:     "Version %d",
		modules:     "Modules\u00a0: %s",
		more:        "et %d de plus",
		check:       "À vérifier à l’adresse ci-dessous ou par le code\u00a0: saisissez le numéro et le nom imprimé.",
		codeAlt:     "Code QR qui ouvre %s",
		logoAlt:     "Logo\u00a0: %s",
		specimen:    "SPÉCIMEN",
		holder:      "Prénom et nom",
		factsMark:   "Dates et numéro",
		checkMark:   "Comment le vérifier",
		hour:        "%s heure d’étude",
		hours:       "%s heures d’étude",
		single:      func(hours float64) bool { return hours < 2 },
		decimal:     ",",
		months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
			"août", "septembre", "octobre", "novembre", "décembre"},
		date: func(m *messages, t time.Time) string {
			if t.Day() == 1 {
				return fmt.Sprintf("1er %s %d", m.months[t.Month()-1], t.Year())
			}
			return dayMonthYear("%d %s %d")(m, t)
		},
	},
	"es": {
		heading:     "CERTIFICADO DE FINALIZACIÓN",
		certifies:   "Se certifica que",
		completed:   "ha completado el curso",
		completedOn: "Finalizado el",
		issuedOn:    "Expedido el",
		validUntil:  "Válido hasta",
		noExpiry:    "Sin vencimiento",
		serial:      "Número",
		issuedBy:    "Expedido por",
		version:     "Versión %d",
		modules:     "Módulos: %s",
		more:        "y %d más",
		check:       "Compruébelo en la dirección siguiente o con el código: escriba el número y el nombre impreso.",
		codeAlt:     "Código QR que abre %s",
		logoAlt:     "Logotipo de %s",
		specimen:    "MUESTRA",
		holder:      "Nombre y apellidos",
		factsMark:   "Fechas y número",
		checkMark:   "Cómo comprobarlo",
		hour:        "%s hora de estudio",
		hours:       "%s horas de estudio",
		single:      one,
		decimal:     ",",
		months: [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
			"agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		date: dayMonthYear("%d de %s de %d"),
	},
	"ar": {
		mirrored:    true,
		heading:     "شهادة إتمام",
		certifies:   "تُمنح هذه الشهادة إلى",
		completed:   "لإتمام الدورة",
		completedOn: "تاريخ الإتمام",
		issuedOn:    "تاريخ المنح",
		validUntil:  "صالحة حتى",
		noExpiry:    "دون تاريخ انتهاء",
		serial:      "الرقم التسلسلي",
		issuedBy:    "الجهة المانحة",
		version:     "النسخة %d",
		modules:     "الوحدات: %s",
		more:        "و%d أخرى",
		check:       "للتحقق: يُفتح العنوان أدناه أو يُمسح الرمز، ثم يُكتب الرقم التسلسلي والاسم كما طُبع.",
		codeAlt:     "رمز استجابة سريعة يفتح %s",
		logoAlt:     "شعار %s",
		specimen:    "نموذج",
		holder:      "الاسم الكامل",
		factsMark:   "التواريخ والرقم التسلسلي",
		checkMark:   "كيفية التحقق",
		hour:        "عدد ساعات الدراسة: %s",
		hours:       "عدد ساعات الدراسة: %s", // with the number behind, its grammar is the same for every number
		single:      one,
		decimal:     ".",
		months: [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو",
			"أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
		date: dayMonthYear("%d %s %d"),
	},
}

func one(hours float64) bool { return hours == 1 }

// dayMonthYear writes a date by a format of day, name of the month and year.
func dayMonthYear(format string) func(*messages, time.Time) string {
	return func(m *messages, t time.Time) string {
		return fmt.Sprintf(format, t.Day(), m.months[t.Month()-1], t.Year())
	}
}
