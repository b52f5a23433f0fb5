#include "simulator/country.h"

namespace parley::simulator {
namespace {

constexpr std::string_view brazilians[] = {"Ana Beatriz Souza", "João Pedro Lima", "Luís Gonçalves",
                                           "Mariana Araújo",    "Rafael Corrêa",   "Conceição Alves"};
constexpr Dialogue portuguese[] = {
    {"Oi, bom dia! Vocês entregam em Curitiba?", "Bom dia! Entregamos sim, o frete fica R$ 12,90."},
    {"Qual é o prazo para o pedido 4471?", "Seu pedido sai hoje e chega até sexta-feira 😊"},
    {"Esse vestido tem no tamanho M?", "Tem sim! Quer que eu separe um para você?"},
    {"Consigo pagar por Pix?", "Claro! A chave é o nosso CNPJ, e mando o QR code já já."},
    {"A caixa chegou amassada, e agora?",
     "Poxa, sinto muito! Pode mandar uma foto? A gente troca sem custo."},
    {"Até que horas a loja fica aberta?", "De segunda a sábado, das 9h às 19h."},
};

constexpr std::string_view indians[] = {"प्रिया शर्मा",  "Rohan Mehta", "आरव पटेल",
                                        "Ananya Iyer", "विकास यादव",  "Neha Gupta"};
constexpr Dialogue hindi[] = {
    {"नमस्ते, क्या यह कुर्ता नीले रंग में मिलेगा?", "नमस्ते! जी हाँ, नीला और हरा दोनों उपलब्ध हैं।"},
    {"मेरा ऑर्डर कब तक आएगा?", "आपका ऑर्डर कल शाम तक पहुँच जाएगा 🚚"},
    {"क्या कैश ऑन डिलीवरी है?", "जी, ₹2,000 तक के ऑर्डर पर उपलब्ध है।"},
    {"साइज़ बदलना है, कैसे करूँ?", "बस पैकेट तैयार रखिए, हमारा साथी कल ले जाएगा।"},
    {"Bill GST ke saath milega?", "Ji bilkul, apna GST number bhej dijiye."},
    {"दुकान कितने बजे खुलती है?", "सुबह 10 बजे से रात 8 बजे तक।"},
};

constexpr std::string_view egyptians[] = {"أحمد حسن", "فاطمة الزهراء", "محمود سالم", "نور علي",
                                          "يوسف إبراهيم"};
constexpr Dialogue arabic[] = {
    {"السلام عليكم، هل المنتج متوفر؟", "وعليكم السلام، نعم متوفر بجميع المقاسات."},
    {"كم سعر التوصيل إلى الإسكندرية؟", "التوصيل 45 جنيهًا ويصل خلال يومين."},
    {"أين وصل طلبي رقم 1182؟", "طلبك خرج مع المندوب وسيصلك اليوم إن شاء الله 📦"},
    {"هل يمكن الاستبدال؟", "بالتأكيد، خلال 14 يومًا من الاستلام."},
    {"متى تفتحون يوم الجمعة؟", "من الرابعة عصرًا حتى العاشرة مساءً."},
};

constexpr std::string_view colombians[] = {"Camila Rodríguez", "Andrés Muñoz",    "Valentina Gómez",
                                           "Santiago Peña",    "Lucía Fernández", "Íñigo Restrepo"};
constexpr Dialogue spanish[] = {
    {"¡Hola! ¿Hacen envíos a Medellín?", "¡Hola! Sí, llega en dos días hábiles."},
    {"¿Cuánto cuesta el combo familiar?", "Cuesta $58.000 e incluye la bebida."},
    {"No me llegó la factura, ¿me la pueden mandar?", "Claro que sí, ya mismo se la enviamos al correo."},
    {"¿Tienen mesa para cuatro mañana a las 8?", "Sí, queda reservada a su nombre. ¡Los esperamos! 🎉"},
    {"Quiero cambiar la dirección de entrega", "Con gusto, ¿cuál es la nueva dirección?"},
    {"¿Aceptan tarjeta?", "Aceptamos tarjeta, Nequi y efectivo."},
};

constexpr std::string_view indonesians[] = {"Siti Rahmawati", "Budi Santoso", "Putri Ayu Lestari",
                                            "Agus Wijaya", "Dewi Anggraini"};
constexpr Dialogue indonesian[] = {
    {"Halo kak, barangnya masih ada?", "Halo kak, masih ada. Mau warna apa?"},
    {"Ongkir ke Surabaya berapa ya?", "Ongkirnya Rp18.000 kak, estimasi 2–3 hari."},
    {"Resinya sudah ada belum?", "Sudah kak, nomor resinya JP0012983 ya 🙏"},
    {"Bisa COD?", "Bisa kak, untuk wilayah Jabodetabek."},
    {"Kalau rusak bisa retur?", "Bisa kak, maksimal 7 hari dengan video unboxing."},
};

constexpr std::string_view nigerians[] = {"Chinedu Okafor", "Amina Bello", "Tunde Adeyemi",
                                          "Grace Eze",      "Ifeoma Obi",  "Daniel O'Neill"};
constexpr Dialogue english[] = {
    {"Hi, do you have this in stock?", "Hi! Yes, we have five left. Shall I keep one for you?"},
    {"Where is my order #20913?", "It left our warehouse this morning and arrives tomorrow before noon."},
    {"Can I book a table for Friday?", "Of course! For how many people, and at what time?"},
    {"The app says \"payment failed\" but I was charged…",
     "Sorry about that! It will be back within 3 days."},
    {"What are your opening hours?", "Monday to Saturday, 9am – 6pm 🙂"},
    {"Do you do returns?", "Within 30 days, see https://example.com/returns for the form."},
};

constexpr Country all[] = {
    {.code = "BR",
     .language = "pt",
     .dial = "55119",
     .digits = 13,
     .names = brazilians,
     .dialogues = portuguese,
     .more = "É para presente",
     .mistyped = "Pode ser amnhã?",
     .corrected = "Pode ser amanhã?",
     .caption = "Olha como chegou",
     .filename = "comprovante.pdf",
     .yes = "Sim, quero",
     .thanks = "Recebido, obrigada!",
     .place = "Avenida Paulista, São Paulo",
     .latitude = -23.561,
     .longitude = -46.656,
     .currency = "BRL"},
    {.code = "IN",
     .language = "hi",
     .dial = "9198",
     .digits = 12,
     .names = indians,
     .dialogues = hindi,
     .more = "जल्दी बताइए",
     .mistyped = "कल आ जाऊगा",
     .corrected = "कल आ जाऊँगा",
     .caption = "ऐसा ही चाहिए",
     .filename = "बिल.pdf",
     .yes = "हाँ",
     .thanks = "मिल गया, धन्यवाद!",
     .place = "Connaught Place, नई दिल्ली",
     .latitude = 28.631,
     .longitude = 77.219,
     .currency = "INR"},
    {.code = "EG",
     .language = "ar",
     .dial = "2010",
     .digits = 12,
     .names = egyptians,
     .dialogues = arabic,
     .more = "شكرًا مقدمًا",
     .mistyped = "أريد قطعتن",
     .corrected = "أريد قطعتين",
     .caption = "هذا هو المنتج",
     .filename = "إيصال.pdf",
     .yes = "نعم",
     .thanks = "وصلنا، شكرًا لك!",
     .place = "ميدان التحرير، القاهرة",
     .latitude = 30.044,
     .longitude = 31.236,
     .currency = "EGP"},
    {.code = "CO",
     .language = "es",
     .dial = "57310",
     .digits = 12,
     .names = colombians,
     .dialogues = spanish,
     .more = "Es urgente, por favor",
     .mistyped = "Mañna puedo",
     .corrected = "Mañana puedo",
     .caption = "Así llegó el paquete",
     .filename = "factura.pdf",
     .yes = "Confirmar",
     .thanks = "¡Recibido, gracias!",
     .place = "Carrera 7 #71-21, Bogotá",
     .latitude = 4.656,
     .longitude = -74.056,
     .currency = "COP"},
    {.code = "ID",
     .language = "id",
     .dial = "62812",
     .digits = 12,
     .names = indonesians,
     .dialogues = indonesian,
     .more = "Ditunggu ya kak",
     .mistyped = "Sudah tranfser kak",
     .corrected = "Sudah transfer kak",
     .caption = "Seperti ini kak",
     .filename = "bukti-transfer.pdf",
     .yes = "Jadi",
     .thanks = "Sudah kami terima, terima kasih kak!",
     .place = "Jalan Sudirman, Jakarta",
     .latitude = -6.208,
     .longitude = 106.822,
     .currency = "IDR"},
    {.code = "NG",
     .language = "en",
     .dial = "23480",
     .digits = 13,
     .names = nigerians,
     .dialogues = english,
     .more = "It's rather urgent",
     .mistyped = "See you tomorow",
     .corrected = "See you tomorrow",
     .caption = "This is how it arrived",
     .filename = "receipt.pdf",
     .yes = "Yes please",
     .thanks = "Got it, thank you!",
     .place = "Broad Street, Lagos",
     .latitude = 6.453,
     .longitude = 3.391,
     .currency = "NGN"},
};

}  // namespace

std::span<const Country> countries() { return all; }

}  // namespace parley::simulator
