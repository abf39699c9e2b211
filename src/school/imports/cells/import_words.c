/* SPDX-License-Identifier: MIT */
/* The words. Each stands as cell_key() makes it: lower case, no accents, no spaces, no signs. */
#include "school/imports/cells/import_words.h"

#include <string.h>

#include "base/str.h"
#include "school/imports/cells/cell_text.h"
#include "school/marks/status_set.h"
#include "school/school.h"

/* What the words of a list mean. */
struct meaning {
    int of;
    const char *keys;
};

/* clang-format off */
static const struct {
    enum import_known known;
    bool weak;
    const char *keys;
} headers[] = {
    {KNOWN_NAME, false,
     "name fullname displayname studentname student studentsname participant participantname "
     "nameofstudent nameofthestudent studentfullname candidatename nameofthecandidate nomcomplet "
     "nometprenom nomprenom nomdeletudiant etudiant etudiante nometudiant eleve nomdeleleve "
     "apprenant participante stagiaire vollstandigername namevorname nachnamevorname "
     "vorundnachname vornamenachname namedesstudierenden teilnehmer teilnehmerin studierende "
     "studierender studentin schuler schulerin nombrecompleto nombreyapellidos apellidosynombre "
     "apellidosnombre alumno alumna estudiante nomecompleto nomeecognome cognomeenome studente "
     "nomedoaluno aluno estudante volledigenaam naam naamstudent adsoyad adisoyadi isimsoyisim "
     "ogrenciadi ogrenci الاسم الاسمالكامل اسمالطالب اسمالطالبه الطالب नाम पूरानाम विद्यार्थी "
     "विद्यार्थीकानाम छात्रकानाम छात्र imieinazwisko nama namalengkap 姓名 фио имяифамилия nev "
     "teljesnev nimi vardsuzvards vardaspavarde jmenoaprijmeni menoapriezvisko imeinpriimek "
     "imeiprezime numesiprenume"},
    {KNOWN_NAME, true,
     "sortablename shortname user users nombre nome person learner pupil member attendee "
     "nameoriginalname"},
    {KNOWN_GIVEN_NAME, false,
     "firstname givenname givennames given forename forenames preferredfirstname vorname vornamen "
     "prenom prenoms primernombre nombredepila nomeproprio primeironome voornaam roepnaam ad adi "
     "الاسمالاول पहलानाम प्रथमनाम imie fornamn fornavn etunimi namadepan имя 名 "
     "keresztnev utonev eesnimi vards vardas jmeno meno prenume"},
    {KNOWN_GIVEN_NAME, true,
     "first nombre nombres nome isim fname"},
    {KNOWN_FAMILY_NAME, false,
     "lastname familyname familynames surname nachname familienname zuname nomdefamille apellido "
     "apellidos primerapellido cognome sobrenome apelido ultimonome achternaam familienaam soyad "
     "soyadi soyisim اسمالعايله الاسمالاخير اللقب الكنيه उपनाम कुलनाम अंतिमनाम nazwisko efternamn "
     "etternavn efternavn sukunimi namabelakang фамилия 姓 vezeteknev csaladnev perenimi perekonnanimi "
     "uzvards pavarde prijmeni priezvisko priimek prezime"},
    {KNOWN_FAMILY_NAME, true,
     "last family nom lname sname"},
    {KNOWN_EMAIL, false,
     "email mail emailaddress mailaddress primaryemail studentemail institutionalemail "
     "institutionalemailaddress officialemail officialemailid officialemailaddress collegeemail "
     "collegeemailid universityemailaddress schoolemailaddress studentemailaddress studentemailid "
     "universityemail schoolemail workemail emailid emailadresse mailadresse adresseemail adressemail "
     "adressedecourriel adresseelectronique courriel correo correoelectronico direcciondecorreo "
     "correoinstitucional indirizzoemail postaelettronica indirizzodiposta enderecodeemail "
     "correioeletronico emailadres mailadres eposta epostaadresi البريدالالكتروني البريد بريدالكتروني "
     "عنوانالبريد عنوانالبريدالالكتروني ईमेल ईमेलपता ईमेलआईडी adresemail epostadress sahkoposti "
     "alamatemail электроннаяпочта почта 邮箱 电子邮件 المايل الايميل"},
    {KNOWN_EMAIL, true,
     "username login loginid userprincipalname upn participantidupn useremail contact address "
     "googleaccount signinname kullaniciadi benutzername anmeldename identifiant nombredeusuario "
     "usuario اسمالمستخدم"},
    {KNOWN_USERNAME, false,
     "username login loginid userprincipalname upn participantidupn signinname kullaniciadi "
     "benutzername anmeldename nomdutilisateur nombredeusuario nomeutente nomedeusuario "
     "gebruikersnaam اسمالمستخدم उपयोगकर्तानाम"},
    {KNOWN_EXTERNAL_ID, false,
     "externalid idnumber studentid studentnumber studentno studentidnumber sisid sisuserid "
     "sisloginid sourcedid sourceid identifier roll rollno rollnumber prn prnno prnnumber usn usnno "
     "enrollmentno enrolmentno enrollmentnumber enrolmentnumber enrollmentid registrationno "
     "registrationnumber regno registernumber admissionno admissionnumber universityid collegeid "
     "personid employeeid employeenumber staffid matrikelnummer matrikelnr matrnr matnr matrikel "
     "schulernummer personalnummer studierendennummer numeroetudiant netudiant noetudiant "
     "numerodetudiant numerodidentification matricule codeetudiant ine numerodeestudiante "
     "numerodematricula matricula nodematricula numerodealumno expediente numerodeexpediente legajo "
     "codigodealumno matricola numerodimatricola numeromatricola numerodealuno nodealuno "
     "numerodoaluno ra studentnummer studentennummer leerlingnummer ogrencino ogrencinumarasi okulno "
     "okulnumarasi الرقمالجامعي رقمالطالب رقمالقيد الرقمالاكاديمي الرقمالتعريفي رقمالتسجيل अनुक्रमांक "
     "रोलनंबर रोलनं नामांकनसंख्या पंजीकरणसंख्या विद्यार्थीक्रमांक numeralbumu nralbumu номерстудента "
     "зачетнаякнижка 学号 nim"},
    {KNOWN_EXTERNAL_ID, true,
     "id userid number no nr nummer numero numara code integrationid external key kennung dni nif "
     "الرقم رقم संख्या क्रमांक"},
    {KNOWN_ROLE, false,
     "role roles userrole accounttype usertype typeofuser rolle funktion fonction rol funcion ruolo "
     "papel funcao perfil tipodeusuario functie gorev الدور الصفه دور भूमिका rola rollikursen роль "
     "角色"},
    {KNOWN_ROLE, true,
     "type role1 position jobtitle persona typ tipo"},
    {KNOWN_LOCALE, false,
     "locale lang language preferredlanguage sprache langue idioma lengua lingua taal dil اللغه लغه "
     "भाषा jezyk sprak язык 语言"},
    {KNOWN_ADVISER, false,
     "adviser advisor academicadviser academicadvisor adviseremail advisoremail tutor mentor "
     "personaltutor betreuer betreuerin mentorin studienberater tuteur conseiller "
     "conseillerpedagogique asesor consejero tutore relatore orientador tutora studieadviseur "
     "begeleider danisman المرشد المرشدالاكاديمي المشرف सलाहकार मार्गदर्शक परामर्शदाता opiekun "
     "научныируководитель"},
    {KNOWN_PROGRAMME, false,
     "programme program studyprogramme studyprogram degreeprogramme degreeprogram courseofstudy "
     "degree major fieldofstudy curriculum branch studiengang studienfach studienrichtung "
     "fachrichtung filiere formation programmedetudes diplome carrera programa titulacion grado "
     "estudios corsodilaurea corsodistudi curso programadeestudos opleiding studierichting bolum "
     "programadi البرنامج التخصص البرنامجالدراسي القسم पाठ्यक्रम कार्यक्रम शाखा kierunek "
     "kierunekstudiow utbildning специальность 专业"},
    {KNOWN_PROGRAMME, true,
     "department stream faculty abteilung fachbereich departement departamento dipartimento قسم"},
    {KNOWN_DATE, true, "startdate when wann quand cuando termine slot"},
    {KNOWN_DATE, false,
     "startdatum anfangsdatum beginndatum beginntam datededebut fechadeinicio datadiinizio datadeinicio date sessiondate lecturedate classdate day dateoflecture dateofsession attendancedate "
     "meetingdate datum tag termin sitzungsdatum datedelaseance jour fecha fechadesesion "
     "fechadelasesion dia data giorno datadaaula datadasessao datalezione datumles dag tarih gun "
     "derstarihi التاريخ تاريخ تاريخالمحاضره اليوم तारीख दिनांक तिथि दिन dzien paiva tanggal дата "
     "день 日期"},
    {KNOWN_FROM, false,
     "start from starttime starts startsat begin begins beginning timefrom sessionstart beginntum "
     "startdatetime von beginn anfang startzeit uhrzeitvon beginnzeit de apartirde debut heurededebut "
     "heuredebut desde inicio horadeinicio horainicio comienzo dalle inizio orainizio oradiinizio das "
     "van begintijd starttijd aanvang baslangic baslangicsaati baslamasaati من البدايه وقتالبدء "
     "وقتالبدايه بدايه शुरू आरंभ प्रारंभ शुरुआत प्रारंभसमय से начало 开始时间"},
    {KNOWN_FROM, true,
     "times hours zeiten zeitraum horaire horario orari startdate time uhrzeit zeit heure hora ora orario tijd saat الوقت समय"},
    {KNOWN_TO, true, "enddate enddatum endetam"},
    {KNOWN_TO, false,
     "to end endtime ends endsat until till finish timeto sessionend endetum enddatetime bis ende "
     "endzeit uhrzeitbis a jusqua fin heuredefin heurefin hasta horadefin horafin termino alle fine "
     "orafine oradifine ate fim horadefim horadetermino as tot eind einde eindtijd bitis bitissaati "
     "الي النهايه وقتالانتهاء وقتالنهايه نهايه समाप्त समाप्ति अंत समाप्तिसमय तक конец окончание "
     "结束时间"},
    {KNOWN_DURATION, false,
     "duration length minutes durationminutes durationmin durationinminutes dauer dauermin "
     "dauerinminuten duree dureemin duracion duracionmin durata duracao duur sure المده मده अवधि "
     "czastrwania длительность 时长"},
    {KNOWN_TITLE, false,
     "description title topic sessiontitle sessiondescription lecture lecturetitle subject summary "
     "theme beschreibung titel thema bezeichnung betreff titre sujet intitule titulo tema descripcion "
     "titolo argomento descrizione assunto descricao onderwerp omschrijving beschrijving konu baslik "
     "aciklama العنوان الموضوع الوصف शीर्षक विषय विवरण temat tytul тема название 主题"},
    {KNOWN_TITLE, true,
     "name event veranstaltung module note notes content inhalt"},
    {KNOWN_ROOM, false,
     "room location place venue classroom hall roomno roomnumber raum ort horsaal saal zimmer "
     "raumnummer salle lieu local amphi aula sala lugar ubicacion salon stanza luogo ruimte lokaal "
     "zaal locatie plaats derslik sinif yer oda القاعه المكان الغرفه قاعه कमरा कक्ष स्थान miejsce "
     "аудитория место 教室"},
    {KNOWN_STATUS, false,
     "status attendance attendancestatus mark state presence present attended attendancemark "
     "anwesenheit anwesenheitsstatus anwesend stand teilnahme statut etat estado asistencia presente "
     "stato presenza situacao presenca frequencia aanwezigheid aanwezig durum yoklama katilim "
     "devamdurumu الحاله الحضور حالهالحضور स्थिति उपस्थिति हाजिरी obecnosc narvaro статус "
     "посещаемость присутствие 出勤 考勤"},
    {KNOWN_STATUS, true,
     "code value result grade points acronym att"},
    {KNOWN_SCAN_TIME, false,
     "scantime timestamp scannedat scanned checkin checkedin checkintime firstjoin firstjointime "
     "jointime joinedat joined timejoined timein intime arrival arrivaltime arrivedat submittedat "
     "zeitstempel ankunft beitrittszeit ersterbeitritt ersteteilnahme uhrzeitderteilnahme horodateur "
     "horodatage heuredarrivee premiereparticipation marcatemporal marcadetiempo horadellegada "
     "horadeentrada horadeunion informazionicronologiche oradiarrivo oradiingresso carimbodedatahora "
     "horadechegada tijdstempel aankomst zamandamgasi girissaati وقتالحضور وقتالوصول وقتالدخول "
     "طابعزمني टाइमस्टैम्प आगमन आनेकासमय отметкавремени 签到时间"},
    {KNOWN_MINUTES_LATE, false,
     "minuteslate lateminutes minslate lateby latemin latebymin delay tardiness verspatung "
     "verspatungmin minutenzuspat minutenverspatung verspatunginminuten retard retardmin "
     "minutesderetard retraso retrasomin minutosderetraso minutostarde ritardo ritardomin "
     "minutidiritardo atraso atrasomin minutosdeatraso minutentelaat vertraging gecikme geckalma "
     "geckalmadk التاخير دقايقالتاخير مدهالتاخير देरी विलंब देरीमिनट spoznienie опоздание 迟到分钟"},
    {KNOWN_GROUP, false,
     "group groups groupname coursegroup labgroup studentgroup seminargroup tutorial tutorialgroup subgroup gruppe gruppen "
     "gruppenname ubungsgruppe tutorium seminargruppe groupe groupes groupedetd groupedetp grupo grupos gruppo gruppi groep "
     "werkgroep grup المجموعه مجموعه الشعبه समूह ग्रुप बैच grupa grupp kelompok группа подгруппа 组 小组"},
    {KNOWN_GROUP, true, "section batch team cohort"},
    {KNOWN_NOTE, false,
     "note notes remark remarks comment comments reason explanation notiz notizen bemerkung "
     "bemerkungen anmerkung anmerkungen kommentar grund remarque remarques commentaire commentaires "
     "motif nota notas observacion observaciones comentario comentarios motivo osservazioni commento "
     "commenti observacao observacoes opmerking opmerkingen toelichting reden not notlar aciklama "
     "ملاحظه ملاحظات السبب टिप्पणी नोट कारण uwaga uwagi примечание комментарии 备注"},
};

static const struct meaning roles[] = {
    {ROLE_STUDENT,
     "student students learner pupil member participant attendee studentenrollment undergraduate "
     "postgraduate schuler schulerin schueler studentin studierende studierender teilnehmer "
     "teilnehmerin lernende etudiant etudiante eleve apprenant estudiante estudiantes alumno alumna "
     "alumnoa participante studente studentessa allievo allieva alunno alunna estudante aluno aluna "
     "alunoa leerling cursist deelnemer ogrenci طالب طالبه الطالب تلميذ متعلم विद्यार्थी छात्र छात्रा "
     "शिक्षार्थी uczen uczennica elev opiskelija siswa mahasiswa студент студентка ученик 学生"},
    {ROLE_PROFESSOR,
     "professor prof teacher teachers instructor lecturer faculty educator tutor editingteacher "
     "noneditingteacher teacherenrollment courseteacher primaryteacher primaryinstructor reader "
     "docent lehrer lehrerin lehrkraft lehrperson lehrende lehrender dozent dozentin dozierende "
     "dozierender professorin kursleiter kursleiterin trainer enseignant enseignante professeur "
     "professeure formateur formatrice chargedecours maitredeconferences profesor profesora docente "
     "maestro maestra catedratico catedratica insegnante professore professoressa professora docenti "
     "leraar lerares leerkracht hoogleraar ogretmen ogretimgorevlisi ogretimuyesi egitmen استاذ "
     "استاذه الاستاذ مدرس مدرسه معلم معلمه محاضر دكتور शिक्षक शिक्षिका अध्यापक अध्यापिका प्रोफेसर "
     "प्राध्यापक आचार्य व्याख्याता nauczyciel wykladowca larare laerer opettaja guru dosen "
     "преподаватель учитель профессор 教师 老师"},
    {ROLE_ADMINISTRATOR,
     "administrator administrators admin siteadministrator districtadministrator systemadministrator "
     "sysadmin manager globaladministrator administratorin verwalter verwaltung administrateur "
     "administratrice gestionnaire administrador administradora gestor amministratore amministratrice "
     "beheerder yonetici مدير مديره مسوول مشرفالنظام प्रशासक व्यवस्थापक एडमिन администратор 管理员"},
};

static const struct meaning statuses[] = {
    {MARK_PRESENT,
     "present presents attended attending here in ontime yes attend pres prs anwesend da ja "
     "teilgenommen punktlich anw presente oui alheure presentes asistio asiste asistencia si puntual "
     "presenti puntuale sim compareceu aanwezig optijd var geldi katildi mevcut burada evet حاضر "
     "حاضره موجود نعم حضر حضور उपस्थित हाजिर मौजूद आए आया हाँ obecny obecna narvarande tilstede lasna "
     "hadir присутствует присутствовал присутствовала был была 出席 到 ح उ true wahr vrai verdadero vero "
     "verdadeiro waar dogru صحيح सही prawda истина"},
    {MARK_ABSENT,
     "absent absents missing missed notpresent nothere didnotattend noshow no away abs unexcused "
     "unexcusedabsence abwesend fehlt gefehlt fehlend nichtanwesend nichtda nein unentschuldigt "
     "unentschuldigtgefehlt abw absente non nonpresent absence absenceinjustifiee ausente ausentes "
     "falta falto inasistencia noasistio nopresente faltainjustificada assente assenti nonpresente "
     "assenza assenzaingiustificata nao faltou ausencia naocompareceu afwezig ongeoorloofdafwezig yok "
     "gelmedi katilmadi devamsiz hayir غايب غايبه غياب لا لميحضر متغيب غيرحاضر अनुपस्थित गैरहाजिर "
     "नहीं नहींआए नहींआया nieobecny nieobecna franvarande fravaerende poissa tidakhadir alpa "
     "отсутствует отсутствовал отсутствовала небыл небыла 缺席 旷课 غ अ false falsch faux falso onwaar yanlis "
     "خطا गलत falsz ложь"},
    {MARK_LATE,
     "late tardy delayed arrivedlate camelate lates verspatet zuspat spat zuspatgekommen verspatung "
     "enretard retard retarde tardif tarde tardanza retraso retrasado retrasada conretraso llegotarde "
     "atrasado atrasada atraso inritardo ritardo chegouatrasado telaat laat gec geckaldi gecgeldi "
     "متاخر متاخره تاخر تاخير विलंब देर देरसे देरी देरीसे लेट विलंबित spozniony spozniona spoznienie "
     "sen forsenad forsinket myohassa terlambat опоздал опоздала опоздание 迟到 ت दे"},
    {MARK_EXCUSED,
     "excused excusedabsence absentexcused authorisedabsence authorizedabsence authorised authorized "
     "justified onleave leave sick sickleave medical ill exempt exc entschuldigt entschuldigtgefehlt "
     "abwesendentschuldigt krank beurlaubt befreit entsch ent excuse excusee justifie justifiee "
     "absencejustifiee absentjustifie malade dispense justificado justificada faltajustificada "
     "ausenciajustificada ausentejustificado excusado permiso enfermo enferma conpermiso licencia "
     "giustificato giustificata assentegiustificato assenzagiustificata malato malata doente "
     "dispensado atestado geoorloofd geoorloofdafwezig verontschuldigd ziek izinli mazeretli raporlu "
     "hasta معذور معذوره بعذر غايببعذر غياببعذر مستاذن مجاز اجازه مريض مريضه अवकाश छुट्टी छुट्टीपर "
     "माफ क्षमा बीमार अनुमतिप्राप्त usprawiedliwiony usprawiedliwiona zwolniony giltigfranvaro "
     "gyldigfravaer sakit izin уважительнаяпричина поуважительноипричине болен больна 请假 病假 ع छू"},
};

static const struct meaning answers[] = {
    {true, "yes y da ja j oui si sim evet tak true wahr vrai verdadero vero verdadeiro waar dogru prawda истина نعم صحيح "
           "हाँ सही 是"},
    {false, "no n nein non nao nee hayir nie niet net нет false falsch faux falso onwaar yanlis falsz ложь لا خطا नहीं "
            "गलत 否"},
};
/* clang-format on */

enum import_fit import_words_header(enum import_known known, const char *key)
{
    enum import_fit fit = IMPORT_FITS_NOT;
    for (size_t i = 0; i < ARRAY_LENGTH(headers); i++)
        if (headers[i].known == known && cell_keys_have(headers[i].keys, key)) {
            if (!headers[i].weak)
                return IMPORT_FITS_WELL;
            fit = IMPORT_FITS_WEAKLY;
        }
    return fit;
}

bool import_words_are_header(const char *key)
{
    for (size_t i = 0; i < ARRAY_LENGTH(headers); i++)
        if (cell_keys_have(headers[i].keys, key))
            return true;
    return false;
}

/* NULL: the text is in none of the lists. */
static const struct meaning *meaning_of(const struct meaning *lists, size_t count, const char *text)
{
    char key[CELL_KEY_SIZE];
    cell_key(text, key);
    for (size_t i = 0; i < count; i++)
        if (cell_keys_have(lists[i].keys, key))
            return &lists[i];
    return NULL;
}

bool import_words_role(const char *text, enum role *ret_role)
{
    const struct meaning *found = meaning_of(roles, ARRAY_LENGTH(roles), text);
    if (found)
        *ret_role = (enum role)found->of;
    return found != NULL;
}

/* A tick or a cross, which have no key. An x is none: some write it for who was there, and some for who was not. */
static bool is_tick(const char *text, enum mark_status *ret_status)
{
    static const struct {
        const char *sign;
        enum mark_status status;
    } signs[] = {{"\u2713", MARK_PRESENT}, {"\u2714", MARK_PRESENT}, {"\u2714\uFE0F", MARK_PRESENT},
                 {"\u2705", MARK_PRESENT}, {"\u2611", MARK_PRESENT}, {"\u2611\uFE0F", MARK_PRESENT},
                 {"\u221A", MARK_PRESENT}, {"\u2717", MARK_ABSENT},  {"\u2718", MARK_ABSENT},
                 {"\u274C", MARK_ABSENT},  {"\u2716", MARK_ABSENT},  {"\u2716\uFE0F", MARK_ABSENT}};
    for (size_t i = 0; i < ARRAY_LENGTH(signs); i++)
        if (strcmp(text, signs[i].sign) == 0) {
            *ret_status = signs[i].status;
            return true;
        }
    return false;
}

bool import_words_status(const char *text, enum mark_status *ret_status)
{
    if (is_tick(text, ret_status))
        return true;
    const struct meaning *found = meaning_of(statuses, ARRAY_LENGTH(statuses), text);
    if (found)
        *ret_status = (enum mark_status)found->of;
    return found != NULL;
}

bool import_words_status_in(const struct status_set *set, const char *text, enum mark_status *ret_status)
{
    enum status_named named = status_set_find(set, text, ret_status);
    return named == STATUS_NAMES_ONE || (named == STATUS_NAMES_NONE && import_words_status(text, ret_status));
}

bool import_words_nothing(const char *text)
{
    static const char *const words[] = {"", "-", "\u2013", "\u2014", "?", ".", "/", "n/a", "N/A", "na", "none"};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

bool import_words_yes(const char *text, bool *ret_yes)
{
    const struct meaning *found = meaning_of(answers, ARRAY_LENGTH(answers), text);
    if (found)
        *ret_yes = found->of != 0;
    return found != NULL;
}

const char *import_words_list(size_t index)
{
    if (index < ARRAY_LENGTH(headers))
        return headers[index].keys;
    index -= ARRAY_LENGTH(headers);
    if (index < ARRAY_LENGTH(roles))
        return roles[index].keys;
    index -= ARRAY_LENGTH(roles);
    if (index < ARRAY_LENGTH(statuses))
        return statuses[index].keys;
    index -= ARRAY_LENGTH(statuses);
    return index < ARRAY_LENGTH(answers) ? answers[index].keys : NULL;
}
